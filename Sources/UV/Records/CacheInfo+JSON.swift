import Formats
import Platform

/// Writing `uv_cache.json` in uv's form; `RecordReader` reads it.
extension CacheInfo {
  /// The bytes of the full form that uv writes since 0.6.7.
  package var written: [UInt8] {
    var writer = JSONWriter()
    write(to: &writer)
    return writer.bytes
  }

  /// Writes the full form that uv writes since 0.6.7.
  package func write(to writer: inout JSONWriter) {
    writer.object { writer in
      writer.name("timestamp")
      if let timestamp { timestamp.write(to: &writer) } else { writer.null() }
      writer.name("commit")
      writer.string(orNull: commit?.string)
      writer.name("tags")
      if let tags {
        // The packages of one repository have the same, and there may be thousands.
        writer.repeatable(tags) { writer, tags in
          writer.object { writer in
            for tag in tags {
              writer.name(tag.name.string)
              writer.string(tag.value.string)
            }
          }
        }
      } else {
        writer.null()
      }
      writer.name("env")
      writer.object { writer in
        for variable in environment {
          writer.name(variable.name.string)
          writer.string(orNull: variable.value?.string)
        }
      }
      writer.name("directories")
      writer.object { writer in
        for directory in directories {
          writer.name(directory.name.string)
          if let stamp = directory.value { stamp.write(to: &writer) } else { writer.null() }
        }
      }
    }
  }
}

extension Timestamp {
  package func write(to writer: inout JSONWriter) {
    writer.object { writer in
      writer.name("secs_since_epoch")
      writer.integer(seconds)
      writer.name("nanos_since_epoch")
      writer.integer(UInt64(nanoseconds))
    }
  }
}

extension DirectoryStamp {
  package func write(to writer: inout JSONWriter) {
    switch self {
    case .born(let time): time.write(to: &writer)
    case .inode(let inode): writer.integer(inode)
    }
  }
}
