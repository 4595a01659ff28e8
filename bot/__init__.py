"""The running program: settings, wiring, the errand runner and its metronome, the command line."""
