const made = pm.response.code === 201 ? pm.response.json().id : pm.variables.get("authorId");
if (pm.response.code !== 204 && made) {
  const url = pm.variables.replaceIn("{{baseUrl}}" + $path + made + "/");
  const header = { Authorization: pm.variables.replaceIn("Bearer {{superuserJwt}}") };
  pm.sendRequest({ url, method: "DELETE", header }, (error, answer) =>
    pm.test("DELETE", () => pm.expect(answer && answer.code).to.be.oneOf([204, 404])));
}
