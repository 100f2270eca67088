// What HTML_CodeSniffer and IBM's engine say of this page as it is now: [engine, rule, what it says, the element].
// Their questions are not faults where somebody answered them (``answers``: engine, rule, for which elements).
async (answers) => {
  const folded = "details:not([open]) > :not(summary)"; // looked at when it is open; until then nobody sees or hears it
  const unanswered = (engine, rule, element, sure) =>
    !element?.closest(`${folded}, ${folded} *`) &&
    (sure || !answers.some(([by, asked, where]) => by === engine && asked === rule && element?.matches(where)));

  const sniff = () =>
    new Promise((done, fail) => HTMLCS.process("WCAG2AAA", document, done, () => fail(new Error("not sniffed"))));
  await sniff();
  const sniffed = HTMLCS.getMessages().map(({ type, code, msg, element }) => {
    const rule = code.split(".").slice(3).join("."); // without the standard, the principle and the guideline
    return ["htmlcs", rule, msg, element.documentElement ?? element, type === HTMLCS.ERROR];
  });

  const { results } = await new ace.Checker().check(document, ["IBM_Accessibility", "WCAG_2_2"]);
  const checked = results
    .filter(({ value }) => value[1] !== "PASS")
    .map(({ ruleId, reasonId, message, path, value }) => {
      const element = document.evaluate(path.dom, document, null, XPathResult.FIRST_ORDERED_NODE_TYPE).singleNodeValue;
      return ["ibm", `${ruleId}.${reasonId}`, message, element, value[1] === "FAIL"];
    });

  return [...sniffed, ...checked]
    .filter(([engine, rule, , element, sure]) => unanswered(engine, rule, element, sure))
    .map(([engine, rule, said, element]) => [engine, rule, said, element?.outerHTML ?? ""]);
};
