package c2d

// Declared is an output a job announced before it ran. Nothing else can leave.
type Declared struct {
	Name string `json:"name"` // "answers.json" or "model.safetensors"
	Kind string `json:"kind"` // "answers" or "model"
	Dim  uint32 `json:"dim,omitempty"`
	Max  int64  `json:"max"` // bytes
}

// Output is bytes that a run wants to let out.
type Output struct {
	Name  string
	Bytes []byte
}
