# Files as rows of a C++ table: cmake -DFILES=... -DOUT=... -P
# embed.cmake. Files that were not found are left out.
set(rows "")
foreach(file ${FILES})
  if(NOT EXISTS ${file})
    continue()
  endif()
  get_filename_component(name ${file} NAME)
  file(READ ${file} text)
  string(APPEND rows "{\"${name}\", R\"POLPAGE(${text})POLPAGE\"},\n")
endforeach()
file(WRITE ${OUT} "${rows}")
