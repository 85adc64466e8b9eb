// The figures of specification.md that all hand-written programs share: the 120 rows, and what points cost.
#pragma once
#include <cstdint>

namespace pol::comparison {

// [legal form][points band][turnover band], basis points.
inline constexpr std::int16_t kShare[3][8][5] = {
    {{275, 225, 175, 125, 25},
     {425, 400, 375, 275, 200},
     {600, 600, 525, 450, 400},
     {800, 750, 700, 650, 550},
     {950, 925, 900, 800, 725},
     {1125, 1125, 1050, 975, 925},
     {1325, 1275, 1225, 1175, 1075},
     {1475, 1450, 1425, 1325, 1250}},
    {{350, 325, 300, 200, 125},
     {525, 525, 450, 375, 325},
     {725, 675, 625, 575, 475},
     {875, 850, 825, 725, 650},
     {1050, 1050, 975, 900, 850},
     {1250, 1200, 1150, 1100, 1000},
     {1400, 1375, 1350, 1250, 1175},
     {1575, 1575, 1500, 1425, 1375}},
    {{450, 450, 375, 300, 250},
     {650, 600, 550, 500, 400},
     {800, 775, 750, 650, 575},
     {975, 975, 900, 825, 775},
     {1175, 1125, 1075, 1025, 925},
     {1325, 1300, 1275, 1175, 1100},
     {1500, 1500, 1425, 1350, 1300},
     {1700, 1650, 1600, 1550, 1450}},
};
inline constexpr std::int16_t kMargin[3][8][5] = {
    {{1080, 1045, 1010, 975, 940},
     {1000, 975, 930, 895, 860},
     {770, 735, 700, 665, 630},
     {690, 655, 620, 595, 550},
     {610, 575, 540, 505, 470},
     {530, 505, 460, 425, 390},
     {450, 415, 380, 345, 310},
     {370, 335, 300, 275, 230}},
    {{1045, 1010, 975, 940, 905},
     {965, 920, 885, 850, 825},
     {735, 690, 665, 620, 595},
     {655, 610, 575, 540, 515},
     {575, 540, 505, 470, 435},
     {495, 450, 415, 380, 355},
     {415, 370, 345, 300, 275},
     {335, 290, 255, 220, 195}},
    {{990, 955, 920, 885, 850},
     {910, 875, 840, 815, 770},
     {680, 645, 610, 575, 540},
     {600, 575, 530, 495, 460},
     {520, 485, 450, 415, 380},
     {440, 405, 370, 345, 300},
     {360, 325, 290, 255, 220},
     {280, 255, 210, 175, 140}},
};

inline constexpr int kLeastPoints = 380, kMostPoints = 701;

// By points - kLeastPoints.
struct PointsTables {
  std::int32_t pd[kMostPoints - kLeastPoints + 1];    // millionths
  std::int32_t risk[kMostPoints - kLeastPoints + 1];  // basis points: 60% of it, half even
};
extern const PointsTables kPoints;

// share | margin << 16, flat, for programs that look both up at once.
struct Terms {
  std::int32_t packed[120];
};
extern const Terms kTerms;

}  // namespace pol::comparison
