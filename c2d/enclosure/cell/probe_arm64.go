package cell

func nativeAttacks() []attackFunc { return nil }
