"""A static website of public results, and the same as open data: for everybody, without anybody's name."""
