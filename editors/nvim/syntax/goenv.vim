" The file of `go env -w`: NAME=value lines, and comments.
if exists('b:current_syntax')
  finish
endif

syntax match goenvComment /^#.*/
syntax match goenvName /^[A-Z_][A-Z0-9_]*\ze=/ nextgroup=goenvEquals
syntax match goenvEquals /=/ contained nextgroup=goenvValue
syntax match goenvValue /.*/ contained contains=goenvKeyword,goenvSeparator
syntax match goenvKeyword /\<\(direct\|off\|on\|auto\|local\)\>/ contained
syntax match goenvSeparator /[,|]/ contained

highlight default link goenvComment Comment
highlight default link goenvName Identifier
highlight default link goenvEquals Operator
highlight default link goenvKeyword Keyword
highlight default link goenvSeparator Delimiter
highlight default link goenvValue String

let b:current_syntax = 'goenv'
