"""The sound arm: capture, playback, devices, WAV files as devices. `choose` is its front."""
