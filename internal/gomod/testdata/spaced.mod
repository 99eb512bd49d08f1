

	module   example.com/spaced	


go	1.26
require(
example.com/a v1.0.0
		example.com/b	v1.0.0	// indirect	

  example.com/c      v1.0.0

)
require example.com/d v1.0.0
exclude(
example.com/d v1.0.1
)
replace(
example.com/a=>v1.0.0 => ../a
   example.com/b   =>   ../b
)
// The end, after which there is no line end.
