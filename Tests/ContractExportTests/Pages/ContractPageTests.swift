import ClamatorJSON
import ContractExport
import TestSupport
import Testing

/// The pages that people read.
@Suite struct ContractPageTests {
    private static let contract: JSON = [
        "service": "shop", "description": "Sells tea.\n\nAnd coffee.",
        "methods": [
            "order": [
                "wireName": "shop_order", "summary": "Orders.", "deprecated": true,
                "params": [
                    "type": "object",
                    "properties": [
                        "article": ["$ref": "#/$defs/Article"],
                        "to": [
                            "type": "object", "properties": ["zip": ["type": "string", "pattern": "^[0-9]+$|x"]],
                            "required": ["zip"],
                        ],
                        "count": ["type": "integer", "minimum": 1, "default": 1, "description": "How many."],
                    ], "required": ["article"], "additionalProperties": false,
                ],
                "positions": ["article"],
                "result": [
                    "anyOf": [["type": "array", "items": ["$ref": "#/$defs/Article"]], ["type": "null"]]
                ],
                "errors": [["code": 7, "message": "sold out", "data": ["until": 3]]],
                "examples": [["description": "Tea.", "params": ["article": "it's"], "result": .null]],
            ],
            "leave": ["notification": true, "positions": [], "errors": [["code": 8, "message": "closed"]]],
        ],
        "$defs": ["Article": ["type": "string", "maxLength": 9, "examples": ["tea"]]],
    ]

    private static var services: [ContractPage.Service] {
        [
            ContractPage.Service(contract: contract) { $0 == "order" ? ["article": "it's"] : [:] }
        ]
    }

    @Test
    func `The page in Markdown shows signatures, types, constraints, errors, examples and calls`() {
        #expect(
            ContractPage.markdown(of: Self.services) == """
                # shop

                - [`shop`](#shop)
                  - [`shop_order`](#shop.order)
                  - [`shop.leave`](#shop.leave)
                - Types of shop
                  - [`Article`](#shop-type-Article)

                <a id="shop"></a>

                ## `shop`

                Sells tea.

                And coffee.

                <a id="shop.order"></a>

                ### `shop_order` (deprecated)

                Orders.

                `{ article: `[`Article`](#shop-type-Article)`, to?: { zip: string }, count?: integer = 1 }` → [`Article`](#shop-type-Article)`[] | null`

                Also called `shop.order`

                By position (either): `article`

                #### Params

                | Name | Type | Asks for | Description |
                |---|---|---|---|
                | `article` | [`Article`](#shop-type-Article) | required |  |
                | `to` | `object` |  |  |
                | `to.zip` | `string` | required; pattern `^[0-9]+$\\|x` |  |
                | `count` | `integer` | at least `1`; default `1` | How many. |

                #### Errors

                | Code | Message | Data |
                |---|---|---|
                | `7` | sold out | `{"until":3}` |

                #### Examples

                Tea.

                ```
                {"article":"it's"}
                → null
                ```

                #### To copy

                ```
                {"jsonrpc":"2.0","id":1,"method":"shop_order","params":{"article":"it's"}}
                clamator-repl call shop_order '{"article":"it'\\''s"}'
                ```

                <a id="shop.leave"></a>

                ### `shop.leave`

                `object` (a notification: no reply comes)

                #### Errors

                | Code | Message |
                |---|---|
                | `8` | closed |

                #### To copy

                ```
                {"jsonrpc":"2.0","method":"shop.leave","params":{}}
                clamator-repl call shop.leave '{}'
                ```

                ## Types of `shop`

                <a id="shop-type-Article"></a>

                ### `Article`

                `string`

                greatest length `9`; for example `"tea"`
                """)
    }

    @Test
    func `The page in HTML shows the same`() {
        let page = ContractPage.html(of: Self.services)
        let body = page.split(separator: "<body>\n").last.map(String.init)
        #expect(
            body == """
                <header><h1>shop</h1></header>
                <nav aria-label="Index">
                <h2><a href="#shop"><code>shop</code></a></h2>
                <ul>
                <li><a href="#shop.order"><code>shop_order</code></a></li>
                <li><a href="#shop.leave"><code>shop.leave</code></a></li>
                </ul>
                <h2>Types of shop</h2>
                <ul>
                <li><a href="#shop-type-Article"><code>Article</code></a></li>
                </ul>
                </nav>
                <main>
                <h2 id="shop"><code>shop</code></h2>
                <p>Sells tea.</p>
                <p>And coffee.</p>
                <h3 id="shop.order"><code>shop_order</code> (deprecated)</h3>
                <p>Orders.</p>
                <p><code>{ article: </code><a href="#shop-type-Article"><code>Article</code></a><code>, to?: { zip: string }, count?: integer = 1 }</code> → <a href="#shop-type-Article"><code>Article</code></a><code>[] | null</code></p>
                <p>Also called <code>shop.order</code></p>
                <p>By position (either): <code>article</code></p>
                <h4>Params</h4>
                <div class="wide"><table>
                <thead><tr><th scope="col">Name</th><th scope="col">Type</th><th scope="col">Asks for</th><th scope="col">Description</th></tr></thead>
                <tbody>
                <tr><td><code>article</code></td><td><a href="#shop-type-Article"><code>Article</code></a></td><td>required</td><td></td></tr>
                <tr><td><code>to</code></td><td><code>object</code></td><td></td><td></td></tr>
                <tr><td><code>to.zip</code></td><td><code>string</code></td><td>required; pattern <code>^[0-9]+$|x</code></td><td></td></tr>
                <tr><td><code>count</code></td><td><code>integer</code></td><td>at least <code>1</code>; default <code>1</code></td><td>How many.</td></tr>
                </tbody></table></div>
                <h4>Errors</h4>
                <div class="wide"><table>
                <thead><tr><th scope="col">Code</th><th scope="col">Message</th><th scope="col">Data</th></tr></thead>
                <tbody>
                <tr><td><code>7</code></td><td>sold out</td><td><code>{&quot;until&quot;:3}</code></td></tr>
                </tbody></table></div>
                <h4>Examples</h4>
                <p>Tea.</p>
                <pre><code>{&quot;article&quot;:&quot;it&#39;s&quot;}
                → null</code></pre>
                <h4>To copy</h4>
                <pre><code>{&quot;jsonrpc&quot;:&quot;2.0&quot;,&quot;id&quot;:1,&quot;method&quot;:&quot;shop_order&quot;,&quot;params&quot;:{&quot;article&quot;:&quot;it&#39;s&quot;}}
                clamator-repl call shop_order &#39;{&quot;article&quot;:&quot;it&#39;\\&#39;&#39;s&quot;}&#39;</code></pre>
                <h3 id="shop.leave"><code>shop.leave</code></h3>
                <p><code>object</code> (a notification: no reply comes)</p>
                <h4>Errors</h4>
                <div class="wide"><table>
                <thead><tr><th scope="col">Code</th><th scope="col">Message</th></tr></thead>
                <tbody>
                <tr><td><code>8</code></td><td>closed</td></tr>
                </tbody></table></div>
                <h4>To copy</h4>
                <pre><code>{&quot;jsonrpc&quot;:&quot;2.0&quot;,&quot;method&quot;:&quot;shop.leave&quot;,&quot;params&quot;:{}}
                clamator-repl call shop.leave &#39;{}&#39;</code></pre>
                <h2>Types of <code>shop</code></h2>
                <h3 id="shop-type-Article"><code>Article</code></h3>
                <p><code>string</code></p>
                <p>greatest length <code>9</code>; for example <code>&quot;tea&quot;</code></p>
                </main>
                </body>
                </html>
                """)
    }

    @Test
    func `The page in HTML needs no script and nothing else, and is light or dark`() {
        let page = ContractPage.html(of: Self.services)
        #expect(!page.contains("<script"))
        #expect(!page.contains("http"))
        #expect(page.contains("@media (prefers-color-scheme: dark)"))
        #expect(page.contains("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">"))
    }

    /// Text that would be markup, a control sequence or another direction of writing, if it were not escaped.
    private static let hostile = "</code><script>alert(1)</script>\"'&`|]( \\ *_#\u{1b}[31m\u{202e}\n\n# x"

    private static var hostilePages: [ContractPage.Service] {
        [
            ContractPage.Service(
                contract: JSON(members: [
                    ("service", JSON(hostile)), ("description", JSON(hostile)), ("servers", [["url": JSON(hostile)]]),
                    ("externalDocs", ["url": JSON(hostile)]),
                    (
                        "methods",
                        JSON(members: [
                            (
                                ExactString(hostile),
                                [
                                    "wireName": JSON(hostile), "summary": JSON(hostile),
                                    "tags": [["name": JSON(hostile)]],
                                    "params": JSON(members: [
                                        (
                                            "properties",
                                            JSON(members: [
                                                (
                                                    ExactString(hostile),
                                                    [
                                                        "type": JSON(hostile), "default": JSON(hostile),
                                                        "pattern": JSON(hostile), "description": JSON(hostile),
                                                    ]
                                                )
                                            ])
                                        )
                                    ]),
                                    "result": ["$ref": JSON("#/$defs/" + hostile), "enum": [JSON(hostile)]],
                                    "positions": [JSON(hostile)], "paramStructure": JSON(hostile),
                                    "errors": [["code": 1, "message": JSON(hostile), "data": JSON(hostile)]],
                                    "examples": [
                                        [
                                            "description": JSON(hostile), "params": JSON(hostile),
                                            "result": JSON(hostile),
                                        ]
                                    ],
                                ]
                            )
                        ])
                    ), ("$defs", JSON(members: [(ExactString(hostile), ["const": JSON(hostile)])])),
                ])
            ) { _ in JSON(hostile) }
        ]
    }

    @Test
    func `Nothing that a contract says becomes markup in HTML`() {
        let page = ContractPage.html(of: Self.hostilePages)
        let known: Set<String> = [
            "html", "head", "meta", "title", "style", "body", "header", "h1", "h2", "h3", "h4", "nav", "ul", "li",
            "main",
            "p", "a", "code", "pre", "div", "table", "thead", "tbody", "tr", "th", "td", "!DOCTYPE",
        ]
        let tags = page.split(separator: "<").dropFirst().map { part in
            String(part.drop { $0 == "/" }.prefix { $0.isLetter || $0.isNumber || $0 == "!" })
        }
        #expect(tags.filter { !known.contains($0) } == [])
        #expect(!page.unicodeScalars.contains("\u{1b}"))
        #expect(!page.unicodeScalars.contains("\u{202e}"))
        #expect(page.split(separator: "<").allSatisfy { $0.filter { $0 == "\"" }.count % 2 == 0 || !$0.contains("=") })
    }

    @Test
    func `Nothing that a contract says becomes markup in Markdown`() {
        let page = ContractPage.markdown(of: Self.hostilePages)
        #expect(!page.unicodeScalars.contains("\u{1b}"))
        #expect(!page.unicodeScalars.contains("\u{202e}"))
        var isFenced = false
        for line in page.split(separator: "\n") {
            if line == "```" { isFenced.toggle() }
            if isFenced { continue }
            #expect(!line.replacing("\\<", with: "").contains("<script"), "\(line)")
            #expect(!line.hasPrefix("# x"))
            guard line.hasPrefix("| ") else { continue }
            var divisions = 0
            var isEscaped = false
            for character in line {
                if character == "|", !isEscaped { divisions += 1 }
                isEscaped = character == "\\" && !isEscaped
            }
            #expect([4, 5].contains(divisions), "\(line)")
        }
        #expect(!isFenced)
    }

    @Test func `Types whose names look alike in a link have anchors of their own`() {
        let types = (0..<2000).compactMap { Unicode.Scalar(0x4E00 + $0) }.map { scalar in
            (name: ExactString(String(Character(scalar))), value: JSON(true))
        }
        let contract = JSON(members: [("service", "s"), ("methods", [:]), ("$defs", JSON(members: types))])
        let time = processorTime {
            let page = ContractPage.html(of: [ContractPage.Service(contract: contract) { _ in [:] }])
            #expect(page.contains("id=\"s-type--\""))
            #expect(page.contains("id=\"s-type--2000\""))
        }
        #expect(time < .seconds(20))
    }
}
