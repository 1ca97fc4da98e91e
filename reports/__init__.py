"""What people carry to the meeting: images, Excel, PowerPoint, Word."""
