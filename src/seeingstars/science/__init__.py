"""Room: works out. Arrays and tables in, arrays and tables out; opens no file, reads no clock."""
