"""Small languages inside the specification -> values: C listings, item labels, virtqueue indices."""
