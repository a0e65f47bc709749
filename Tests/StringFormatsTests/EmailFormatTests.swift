import StringFormats
import Testing

@Suite struct EmailFormatTests {
    @Test(
        arguments: FormatCase.table(
            .email,
            valid: [
                "joe.bloggs@example.com", "te~st@example.com", "~test@example.com", "test~@example.com",
                "te.s.t@example.com", "!#$%&'*+-/=?^_`{|}~@example.com",
                #""joe bloggs"@example.com"#, #""joe..bloggs"@example.com"#, #""joe@bloggs"@example.com"#,
                #"""@iana.org"#, #"" "@iana.org"#, #""test"@iana.org"#, #""\a"@iana.org"#, #""\""@iana.org"#,
                #""\\"@iana.org"#,
                "joe.bloggs@[127.0.0.1]", "joe.bloggs@[IPv6:::1]", "a@[ipv6:::1]",
                "a@[IPv6:2001:db8::192.168.0.1]",
                "test@255.255.255.255", "test@c--n.com", "test@123.com", "test@io",
            ],
            invalid: [
                "", "2962", "@", "@example.com", "joe.bloggs@", ".test@example.com", "test.@example.com",
                "te..st@example.com", "joe.bloggs@invalid=domain.com", "joe.bloggs@[127.0.0.300]",
                "user1@oceania.org, user2@oceania.org",
                #""Winston Smith" <winston.smith@recdep.minitrue> (Records Department)"#,
                "joe bloggs@example.com", "aé@iana.org", "a@é.org", "a＠iana.org", #""test\©"@iana.org"#,
                #""é"@iana.org"#, "test@iana.org\n", "test@iana.org\r", "a@iana.org ", " a@iana.org",
                "a\tb@iana.org", "\u{7F}@iana.org", "\"\t\"@iana.org", "\"\u{7F}\"@iana.org",
                #"test"@iana.org"#, #""test"test@iana.org"#, #""test@iana.org"#, #"""#, #""\"#, #""\"@iana.org"#,
                "a@b@c.org", #"test\@test@iana.org"#, "[1.2.3.4]@iana.org",
                "test@-iana.org", "test@iana-.com", "test@.iana.org", "test@iana.org.", "test@iana..com", "test@.",
                "test@[1.2.3.4", "a@[]", "a@[1.2.3]", "a@[1.2.3.4.5]", "test@[RFC-5322-domain-literal]",
                "test@a[255.255.255.255]", "a@[::1]", "a@[IPv6:]", "a@[IPv6:12345::]", "a@[x:y]",
                "a,b@iana.org", "a;b@iana.org", "a:b@iana.org", "test(comment)@iana.org", "a@b(c).org",
            ]))
    func `An email is a mailbox of SMTP`(_ example: FormatCase) {
        example.check()
    }

    @Test(
        arguments: FormatCase.table(
            .idnEmail,
            valid: [
                "실례@실례.테스트", "joe.bloggs@example.com", "a\u{E9}@iana.org", #""é"@iana.org"#, "é@[127.0.0.1]",
                "a@é.org", "a@c--n.é", "用户@例子.广告", "a@b.\u{5D0}", "1\u{5D0}a@b.com", "a@0b.é",
            ],
            invalid: [
                "2962", "@실례.테스트", "실례@", "실례@실례..테스트", "a@É.org", "a@\u{300}e.org", "a@é。org", "a@-é.org",
                #""\é"@iana.org"#, "é.@iana.org", "é b@iana.org", "a@0b.\u{5D0}", "a@\u{5D0}.1", "a@0b.xn--4db",
            ]))
    func `An internationalized email may have any letters, and U-labels in its domain`(_ example: FormatCase) {
        example.check()
    }
}
