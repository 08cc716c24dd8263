import ArgumentParser

struct Inspect: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Open the inspector (the default).", shouldDisplay: false)

  @OptionGroup var common: CommonOptions

  func run() throws {
    var list = List()
    list.common = common
    try list.run()
  }
}
