// A program that imports ClamatorKit has JSON and JSON Schema with it.
@_exported public import ClamatorJSON
@_exported public import ClamatorSchema
// Files that cannot be read are its `FileError`.
@_exported public import ClamatorSystem
