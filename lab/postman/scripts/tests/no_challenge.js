pm.test("no WWW-Authenticate", () => pm.response.to.not.have.header("WWW-Authenticate"));
