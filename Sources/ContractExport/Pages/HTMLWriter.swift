import ClamatorSystem

/// Writes a page in HTML that needs nothing besides itself, and no script.
struct HTMLWriter: PageWriter {
    private var out = ""

    mutating func begin(title: String) {
        let title = Self.escaped(title)
        out = """
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="color-scheme" content="light dark">
            <title>\(title)</title>
            <style>
            \(Self.style)
            </style>
            </head>
            <body>
            <header><h1>\(title)</h1></header>

            """
    }

    mutating func index(_ groups: [(title: PageText, items: [PageText])]) {
        out += "<nav aria-label=\"Index\">\n"
        for group in groups {
            out += "<h2>\(Self.inline([group.title]))</h2>\n<ul>\n"
            for item in group.items { out += "<li>\(Self.inline([item]))</li>\n" }
            out += "</ul>\n"
        }
        out += "</nav>\n<main>\n"
    }

    mutating func heading(_ level: Int, _ content: [PageText], anchor: String?) {
        let id = anchor.map { " id=\"\(Self.escaped($0))\"" } ?? ""
        out += "<h\(level)\(id)>\(Self.inline(content))</h\(level)>\n"
    }

    mutating func paragraph(_ content: [PageText]) { out += "<p>\(Self.inline(content))</p>\n" }

    mutating func table(_ header: [String], _ rows: [[[PageText]]]) {
        out += "<div class=\"wide\"><table>\n<thead><tr>"
        for title in header { out += "<th scope=\"col\">\(Self.escaped(title))</th>" }
        out += "</tr></thead>\n<tbody>\n"
        for row in rows {
            out += "<tr>" + row.map { "<td>\(Self.inline($0))</td>" }.joined() + "</tr>\n"
        }
        out += "</tbody></table></div>\n"
    }

    mutating func lines(_ text: String) { out += "<pre><code>\(Self.escapedLines(text))</code></pre>\n" }

    mutating func end() -> String { out + "</main>\n</body>\n</html>" }

    // MARK: Text

    private static func inline(_ pieces: [PageText]) -> String {
        pieces.map { piece in
            switch piece {
            case .text(let text): escaped(text)
            case .code(let text): "<code>\(escaped(text))</code>"
            case .link(let text, let anchor): "<a href=\"#\(escaped(anchor))\"><code>\(escaped(text))</code></a>"
            }
        }.joined()
    }

    /// Text from contracts stays text, in attributes too.
    private static func escaped(_ text: String) -> String { escapedLines(Printable.escape(text)) }

    private static func escapedLines(_ text: String) -> String {
        var escaped = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": escaped += "&amp;"
            case "<": escaped += "&lt;"
            case ">": escaped += "&gt;"
            case "\"": escaped += "&quot;"
            case "'": escaped += "&#39;"
            default: escaped.unicodeScalars.append(scalar)
            }
        }
        return escaped
    }

    private static let style = """
        :root { color-scheme: light dark; --text: #1d2126; --faint: #59636e; --line: #d5dae0; --ground: #ffffff;
          --raised: #f5f7f9; --link: #0a5bb5; }
        @media (prefers-color-scheme: dark) { :root { --text: #e3e7eb; --faint: #9aa5b1; --line: #373e47;
          --ground: #15181c; --raised: #1f242a; --link: #79b8ff; } }
        * { box-sizing: border-box; }
        body { margin: 0 auto; padding: 1rem; max-width: 90rem; color: var(--text); background: var(--ground);
          font: 16px/1.5 system-ui, sans-serif; overflow-wrap: anywhere; }
        a { color: var(--link); }
        code { font-family: ui-monospace, Menlo, Consolas, monospace; font-size: .875em; }
        pre { padding: .6rem .8rem; max-height: 16rem; overflow-y: auto; white-space: pre-wrap;
          background: var(--raised); border: 1px solid var(--line); border-radius: .4rem; }
        h1 { margin: 0 0 1rem; }
        h2 { margin: 2.5rem 0 .5rem; }
        h3 { margin: 2rem 0 .5rem; padding-top: 1rem; border-top: 1px solid var(--line); }
        h4 { margin: 1rem 0 .25rem; color: var(--faint); }
        p { margin: .5rem 0; max-width: 70rem; }
        nav { max-height: 60vh; overflow-y: auto; padding: 0 1rem 1rem; background: var(--raised); border: 1px solid var(--line); border-radius: .4rem; }
        nav h2 { margin: 1rem 0 .25rem; font-size: 1rem; }
        nav ul { margin: 0; padding: 0; list-style: none; columns: 14rem; }
        .wide { overflow-x: auto; }
        table { width: 100%; border-collapse: collapse; }
        th, td { padding: .35rem .6rem; text-align: left; vertical-align: top; border-bottom: 1px solid var(--line); }
        th { min-width: 6rem; color: var(--faint); font-weight: 600; }
        :target { background: var(--raised); }
        @media (min-width: 1000px) {
          body { display: grid; grid-template-columns: 20rem minmax(0, 1fr); column-gap: 2rem; }
          header { grid-column: 1 / -1; }
          nav { position: sticky; top: 1rem; max-height: calc(100vh - 2rem); align-self: start; }
        }
        """
}
