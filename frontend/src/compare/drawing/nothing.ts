// Stands in for Node's `fs` and `path`, which Emscripten's scripts name and use in Node alone.
export default null;
