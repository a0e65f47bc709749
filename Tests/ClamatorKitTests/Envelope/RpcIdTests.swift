import ClamatorKit
import ServiceSupport
import Testing

@Suite struct RpcIdTests {
    @Test func `A fresh id is a UUID of version 4 and no two are alike`() throws {
        let ids = (0..<10_000).map { _ in RpcId() }
        #expect(Set(ids).count == ids.count)
        for id in ids.prefix(100) {
            let text = try #require(id.json.string)
            #expect(text.wholeMatch(of: /[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}/) != nil)
        }
    }

    @Test func `Ids are equal where their JSON is`() {
        let fresh = RpcId()
        #expect(fresh == RpcId(fresh.description))
        #expect(Set([fresh, RpcId(fresh.description)]).count == 1)
        #expect(RpcId(1) == RpcId(1))
        #expect(RpcId(1) != RpcId("1"))
    }

    @Test(arguments: [
        ("A", "b", "invalid service \"A\""), ("a.b", "c", "invalid service \"a.b\""),
        ("", "c", "invalid service \"\""),
        ("a", "b-c", "invalid method \"b-c\""), ("a", "b.c", "invalid method \"b.c\""),
        ("a", "", "invalid method \"\""),
    ])
    func `A request with an ill-formed name is refused`(service: String, method: String, reason: String) {
        let error = #expect(throws: InvalidRequest.self) {
            try Request(service: service, method: method, params: [:], id: RpcId())
        }
        #expect(error?.reason == reason)
    }
}
