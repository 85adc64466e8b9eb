# Turns every file below a folder into a row of a C++ table: cmake -DFOLDER=... -DOUT=... -P embed.cmake
file(GLOB_RECURSE files RELATIVE ${FOLDER} ${FOLDER}/*/*)
list(SORT files)
set(rows "")
foreach(file ${files})
  file(READ ${FOLDER}/${file} text)
  string(APPEND rows "{\"${file}\", R\"POLPACK(${text})POLPACK\"},\n")
endforeach()
file(WRITE ${OUT} "${rows}")
