"""Pixels: load, quality, page edges, orientation, deskew, printed structure, ink, annotate."""

import cv2

# One upload is one process's work; OpenCV's own threads would fight those of the other workers for the cores.
cv2.setNumThreads(1)
