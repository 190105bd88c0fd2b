"""What every request passes through, and how pages are rendered."""
