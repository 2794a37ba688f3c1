"""Line loss factor files: the industry's D0265, and the same as three tables."""
