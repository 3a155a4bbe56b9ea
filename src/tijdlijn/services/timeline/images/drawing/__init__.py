"""What is made of stored pixels for a browser: pictures, thumbnails, and frames compressed anew."""
