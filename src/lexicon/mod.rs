//! Word lists: text files under `en/`, compiled into the program, and their typed loaders.
