import StringFormats
import Testing

@Suite struct URIFormatTests {
    @Test(
        arguments: FormatCase.table(
            .uri,
            valid: [
                "http://foo.bar/?baz=qux#quux", "http://foo.com/blah_(wikipedia)_blah#cite-1",
                "http://foo.bar/?q=Test%20URL-encoded%20stuff", "http://xn--nw2a.xn--j6w193g/",
                "http://-.~_!$&'()*+,;=:%40:80%2f::::::@example.com", "http://223.255.255.254",
                "ftp://ftp.is.co.za/rfc/rfc1808.txt", "http://www.ietf.org/rfc/rfc2396.txt",
                "ldap://[2001:db8::7]/c=GB?objectClass?one", "mailto:John.Doe@example.com",
                "news:comp.infosystems.www.servers.unix", "tel:+1-816-555-1212",
                "urn:oasis:names:specification:docbook:dtd:xml:4.1.2", "http://087.10.0.1/",
                "http://999.999.999.999/", "http://a.com:", "http://a.com:999999999", "http://:80", "http://@a.com",
                "http://user@", "http://!$&'()*+,;=.com", "http://example.com.", "http://exa~mple.com/",
                "http://under_score.com/", "a:", "a://", "a:?#", "file:///etc/hosts", "a:b:c@d",
                "http://[v1.a:b]:80/", "http://[::1]:80",
            ],
            invalid: [
                "", ":", "//foo.bar/?baz=qux#quux", "/abc", #"\\WINDOWS\fileshare"#, "abc", "http:// shouldfail.com",
                ":// should fail", "bar,baz:foo", "https://[@example.org/test.txt",
                "https://example.org/foobar®.txt", #"https://example.org/foobar\.txt"#,
                #"https://example.org/foobar".txt"#, "https://example.org/foobar<>.txt",
                "https://example.org/foobar{}.txt", "https://example.org/foobar^.txt",
                "https://example.org/foobar`.txt", "https://example.org/foo bar.txt",
                "https://example.org/foobar|.txt", "http://example.com/%6G", "http://example.com/%A",
                "http://example.com/%", "1http://example.com", "ht_tp://example.com", "http://example.com:abc/path",
                "http://a.com:8:0", "http://a.com::", "http://a@b@c/", "http://[]", "http://[::1", "http://[::1]a",
                "http://[v.a]", "http://[v1.]", "http://[v1a]", "http://[::1%25eth0]", "a:#b#c", "a:[b]",
            ]))
    func `A URI has a scheme and characters of ASCII`(_ example: FormatCase) {
        example.check()
    }

    @Test(
        arguments: FormatCase.table(
            .uriReference,
            valid: [
                "http://foo.bar/?baz=qux#quux", "//foo.bar/?baz=qux#quux", "/abc", "abc", "#fragment",
                "http://087.10.0.1/", "http://999.999.999.999/", "", "?query=1", "//", "./this:that", "//[V1.fe]/p",
                "a?b:c", "a#b:c", "a/b:c", "?a?b/c", "//host:80",
            ],
            invalid: [
                #"\\WINDOWS\fileshare"#, #"#frag\ment"#, "/foobar®.txt", #"https://example.org/foobar\.txt"#, "/%zz",
                #"/a"b"#, "/[::1]", "//example.com:abc/p", "//a@b@example.com/", "//[::ffff:192.168.0.01]/p", "1:b",
                "/p\n", ":a", "%41:b", "//[::1",
            ]))
    func `A URI reference may do without a scheme, if its first segment could not be taken for one`(
        _ example: FormatCase
    ) {
        example.check()
    }

    @Test(
        arguments: FormatCase.table(
            .iri,
            valid: [
                "http://ƒøø.ßår/?∂éœ=πîx#πîüx", "http://ƒøø.com/blah_(wîkïpédiå)_blah#ßité-1",
                "http://ƒøø.ßår/?q=Test%20URL-encoded%20stuff", "http://-.~_!$&'()*+,;=:%40:80%2f::::::@example.com",
                "http://[2001:0db8:85a3:0000:0000:8a2e:0370:7334]", "http://[2001:db8::1]", "http://192.168.0.1/p",
                "urn:example:resource", "file:/etc/hosts", "http://ƒøø.ßår/\u{10300}", "http://ƒøø.ßår/?q=\u{F0000}",
                "a:?\u{E000}", "a:\u{A0}",
            ],
            invalid: [
                "http://2001:0db8:85a3:0000:0000:8a2e:0370:7334", "/abc", #"\\WINDOWS\filëßåré"#, "âππ",
                "http://[::ffff:192.168.0.01]", "http://ƒøø.ßår/\n", "é:a", "a:\u{E000}", "a:#\u{F0000}",
                "a:?\u{FFFE}", String(decoding: [0x61, 0x3A, 0xFDD0], as: UTF16.self), "a:\u{FFF0}", "a:\u{1FFFE}",
                "a:\u{E0001}", "a:\u{85}",
            ]))
    func `An IRI may have characters outside ASCII, of private use in the query only`(_ example: FormatCase) {
        example.check()
    }

    @Test(
        arguments: FormatCase.table(
            .iriReference,
            valid: [
                "http://ƒøø.ßår/?∂éœ=πîx#πîüx", "//ƒøø.ßår/?∂éœ=πîx#πîüx", "/âππ", "âππ", "#ƒrägmênt", "//[V1.fe]/p",
            ],
            invalid: [#"\\WINDOWS\filëßåré"#, #"#ƒräg\mênt"#, "é:a"]))
    func `An IRI reference may be relative`(_ example: FormatCase) {
        example.check()
    }

    @Test(
        arguments: FormatCase.table(
            .uriTemplate,
            valid: [
                "", "http://example.com/dictionary/{term:1}/{term}", "http://example.com/dictionary",
                "dictionary/{term:1}/{term}", "a%41b", "a\u{1F600}b", "a\u{E000}b", "a\u{F0000}b", "{+var}", "{#var}",
                "{.var}", "{/var}", "{;var}", "{?var}", "{&var}", "{=var}", "{var*}", "{x,y}", "{+x:3,y*}", "{a.b}",
                "{%41}", "{v:1000}", "{v:9999}", "a'b", "[a]", "{_1}",
            ],
            invalid: [
                "http://example.com/dictionary/{term:1}/{term", "{", "}", "{}", "{+}", "{a,,b}", "{v:0}", "{v:10000}",
                "{v:}", "{v:1*}", "{v**}", "foo}bar", "a%", "a%4", "a%GG", "{a..b}", "{.a.}", "{..a}", "{%}", "{%4}",
                "{%GG}", "{v:01}", "a b", "a\u{7F}b", "{a,}", "{var=def}", "{,+var}", "{a{b}}", "{é}", "a\"b", "a<b",
                "a\\b", "a^b", "a`b", "a|b", "a\u{FFFF}b", "{a", "{a:1",
            ]))
    func `A URI template has literals and expressions in braces`(_ example: FormatCase) {
        example.check()
    }
}
