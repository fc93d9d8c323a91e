"""The virtual audio rig: a sound card of software, speech to put in, and ears that compare."""
