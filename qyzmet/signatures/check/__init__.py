"""`/check`: everybody may have a paper, a manifest or a signature verified; nothing of it is kept."""
