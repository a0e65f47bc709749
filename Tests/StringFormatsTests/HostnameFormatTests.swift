import StringFormats
import Testing

@Suite struct HostnameFormatTests {
    private static let labelOf63 = String(repeating: "a", count: 63)
    private static let nameOf253 = "\(labelOf63).\(labelOf63).\(labelOf63).\(labelOf63.dropFirst(2))"

    @Test(
        arguments: FormatCase.table(
            .hostname,
            valid: [
                "www.example.com", "hostname", "host-name", "h0stn4me", "1host", "hostnam3", "a", "1.2",
                "a--b", "EXAMPLE.com", "\(labelOf63).com", nameOf253,
            ],
            invalid: [
                "", ".", ".example", "example.", "a..b", "-a-host-name-that-starts-with--", "not_a_valid_host_name",
                "-hostname", "hostname-", "-", "_hostname", "hostname_", "host_name", "host name", "a\n", "é",
                "a-vvvvvvvvvvvvvvvveeeeeeeeeeeeeeeerrrrrrrrrrrrrrrryyyyyyyyyyyyyyyy-long-host-name-component",
                "\(labelOf63)a.com", "\(nameOf253)a", "a。b", "ab--c",
            ]))
    func `A hostname has labels of letters, digits and hyphens`(_ example: FormatCase) {
        example.check()
    }

    @Test(
        arguments: FormatCase.table(
            .hostname,
            valid: [
                "xn--4gbwdl.xn--wgbh1c", "xn--ihqwcrb4cv8a8dqg056pqjye", "XN--IHQWCRB4CV8A8DQG056PQJYE",
                "xn--bcher-kva.example", "xn--mgba3gch31f060k",
            ],
            invalid: [
                "xn--X", "xn--", "xn--abc", "xn--abc-", "xn---", "XN--aa---o47jg78q", "xn--a", "xn--99999999",
                "xn--99999999999999999999999999999999999999999999999999999999999", "xn--bcher-kva0000", "xn---9uc",
            ]))
    func `A label that starts with xn-- encodes a valid label`(_ example: FormatCase) {
        example.check()
    }

    @Test(
        arguments: FormatCase.table(
            .idnHostname,
            valid: [
                "실례.테스트", "hostname", "host-name", "h0stn4me", "1host", "hostnam3", "EXAMPLE.com",
                "xn--ihqwcrb4cv8a8dqg056pqjye", "a.b", "a\u{3002}b", "a\u{FF0E}b", "a\u{FF61}b",
                "\(String(repeating: "παράδειγμα", count: 5)).com",
                "\(String(repeating: "παράδειγμα", count: 5))\u{3002}com",
                String(repeating: "é.", count: 31) + "a", "xn--9uc",
                "\(String(repeating: "παράδειγμα", count: 5))πα.com", nameOf253,
            ],
            invalid: [
                "", ".", "\u{3002}", "\u{FF0E}", "\u{FF61}", ".example", "\u{3002}example", "\u{FF0E}example",
                "\u{FF61}example", "example.", "example\u{3002}", "example\u{FF0E}", "example\u{FF61}", "a..é",
                "\(String(repeating: "παράδειγμα", count: 6)).com",
                "\(String(repeating: "παράδειγμα", count: 6))\u{FF61}com",
                String(repeating: "실례테스트", count: 20), String(repeating: "é.", count: 32) + "a",
                String(repeating: "ü", count: 60), "\(nameOf253)a", "-> $1.00 <--", "xn--X", "xn---9uc",
                "XN--aa---o47jg78q", "-hello", "hello-", "-hello-", "-é", "é-", "ab--é",
                "Éa", "Aé", "é_a", "a b",
            ]))
    func `An internationalized hostname has U-labels between any of four dots`(_ example: FormatCase) {
        example.check()
    }

    @Test(
        arguments: FormatCase.table(
            .idnHostname,
            valid: ["\u{DF}\u{3C2}\u{F0B}\u{3007}", "\u{6FD}\u{6FE}", "ぁ", "ñandú"],
            invalid: [
                "\u{302E}실례.테스트", "실\u{302E}례.테스트", "\u{903}hello", "\u{300}hello", "\u{488}hello",
                "\u{640}\u{7FA}", "\u{3031}\u{3032}\u{3033}\u{3034}\u{3035}\u{302E}\u{302F}\u{303B}",
                "\u{1F600}", "\u{2603}", "a\u{FE0F}", "ａ", "ﬁ", "\u{1112}\u{1161}", "a\u{20D0}", "\u{378}",
            ]))
    func `A U-label has permitted code points only, and starts with no mark`(_ example: FormatCase) {
        example.check()
    }

    @Test(
        arguments: FormatCase.table(
            .idnHostname,
            valid: [
                "l\u{B7}l", "\u{3B1}\u{375}\u{3B2}", "\u{5D0}\u{5F3}\u{5D1}", "\u{5D0}\u{5F4}\u{5D1}",
                "\u{30FB}\u{3041}", "\u{30FB}\u{30A1}", "\u{30FB}\u{4E08}", "\u{628}\u{660}\u{628}", "\u{6F0}0",
                "\u{915}\u{94D}\u{200D}\u{937}", "\u{915}\u{94D}\u{200C}\u{937}",
                "\u{628}\u{64A}\u{200C}\u{628}\u{64A}", "\u{628}\u{64B}\u{200C}\u{64B}\u{628}",
            ],
            invalid: [
                "a\u{B7}l", "\u{B7}l", "l\u{B7}a", "l\u{B7}", "\u{3B1}\u{375}S", "\u{3B1}\u{375}",
                "A\u{5F3}\u{5D1}", "\u{5F3}\u{5D1}", "A\u{5F4}\u{5D1}", "\u{5F4}\u{5D1}",
                "def\u{30FB}abc", "\u{30FB}", "\u{628}\u{660}\u{6F0}", "\u{915}\u{200D}\u{937}", "\u{200D}\u{937}",
                "\u{200C}\u{937}", "\u{915}\u{200C}\u{937}", "\u{627}\u{200C}\u{628}", "\u{628}\u{200C}",
            ]))
    func `Some code points are permitted in a context only`(_ example: FormatCase) {
        example.check()
    }

    @Test(
        arguments: FormatCase.table(
            .idnHostname,
            valid: ["\u{E9}", "q\u{301}", "\u{1ED}", "\u{1EAD}"],
            invalid: [
                "e\u{301}", "o\u{304}\u{328}", "\u{14D}\u{328}", "q\u{301}\u{323}", "\u{9C7}\u{9BE}x", "\u{212B}",
            ]))
    func `A U-label is in Normalization Form C`(_ example: FormatCase) {
        example.check()
    }

    @Test(
        arguments: FormatCase.table(
            .idnHostname,
            valid: ["\u{5D0}1", "\u{5D0}\u{5B0}", "\u{627}\u{661}"],
            invalid: [
                "1\u{5D0}", "a\u{5D0}", "\u{5D0}a", "\u{5D0}a\u{5D0}", "\u{661}", "\u{661}\u{627}",
                "\u{627}1\u{661}", "\u{5D0}\u{2EC}",
            ]))
    func `A label with right-to-left letters keeps to one direction`(_ example: FormatCase) {
        example.check()
    }

    @Test(
        arguments: FormatCase.table(
            .idnHostname,
            valid: [
                "a.\u{5D0}", "\u{5D0}.a", "a1.\u{5D0}", "a-1.\u{5D0}", "\u{5D0}1.b", "é\u{300}.\u{5D0}",
                "\u{915}\u{93F}.\u{5D0}", "xn--4db.com", "xn--bcher-kva.xn--4db", "0a.example", "0a.xn--bcher-kva",
                "30.é",
            ],
            invalid: [
                "0a.\u{5D0}", "1.\u{5D0}", "\u{5D0}.1a", "a.0.\u{5D0}", "\u{5D0}\u{3002}0a", "0a.xn--4db",
                "xn--4db.0a", "XN--4DB.0a", "0a.\u{627}\u{661}", "\u{30A2}\u{30FB}.\u{5D0}", "a.\u{5D0}a",
            ]))
    func `Beside a right-to-left label every label keeps to one direction`(_ example: FormatCase) {
        example.check()
    }

    @Test(arguments: FormatCase.table(.hostname, valid: ["0a.xn--4db"], invalid: []))
    func `A hostname's labels are looked at one by one`(_ example: FormatCase) {
        example.check()
    }
}
