module example.com/indirect

go 1.20

require (
	example.com/a v1.0.0 // indirect
	example.com/b v1.0.0 //indirect
	example.com/c v1.0.0 //	indirect	
	example.com/d v1.0.0 // indirect; with a reason
	example.com/e v1.0.0 // indirect with a reason
	example.com/f v1.0.0 // indirectly
	example.com/g v1.0.0 // indirect;
	example.com/h v1.0.0 // not indirect
	example.com/i v1.0.0 //// indirect
	example.com/j v1.0.0 //
	example.com/k v1.0.0 // indirect;without a blank
	example.com/l v1.0.0 // Indirect
	example.com/lx v1.0.0 // indirect, maybe
	// indirect
	example.com/m v1.0.0
)

require example.com/n v1.0.0 // indirect
require example.com/o v1.0.0 // indirect; alone
