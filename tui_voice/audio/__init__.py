"""The sound arm: capture, playback, devices, WAV files as devices."""
