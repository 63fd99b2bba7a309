"""A model and a name -> the page that `specgen show` draws."""
