/// The version of the tool and its libraries: the one place where it stands.
package enum Version {
    package static let text = "0.2.0"
}
