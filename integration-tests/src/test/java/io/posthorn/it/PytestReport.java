package io.posthorn.it;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;

/** What pytest writes with {@code --junitxml}. */
record PytestReport(List<Case> cases) {
    PytestReport {
        cases = List.copyOf(cases);
    }

    /** One test. */
    record Case(String name, Result result) {}

    /** How a test ended. */
    sealed interface Result {
        record Passed() implements Result {}

        record Skipped(String reason) implements Result {}

        record Failed(String message, String detail) implements Result {}
    }

    static PytestReport read(Path file) throws IOException {
        List<Case> cases = new ArrayList<>();
        NodeList elements = parse(file).getElementsByTagName("testcase");
        for (int i = 0; i < elements.getLength(); i++) {
            Element element = (Element) elements.item(i);
            cases.add(
                    new Case(element.getAttribute("classname") + '.' + element.getAttribute("name"), result(element)));
        }
        return new PytestReport(cases);
    }

    private static Result result(Element testcase) {
        for (String kind : List.of("failure", "error")) {
            if (testcase.getElementsByTagName(kind).item(0) instanceof Element failure) {
                return new Result.Failed(failure.getAttribute("message"), failure.getTextContent());
            }
        }
        return testcase.getElementsByTagName("skipped").item(0) instanceof Element skipped
                ? new Result.Skipped(skipped.getAttribute("message"))
                : new Result.Passed();
    }

    private static Document parse(Path file) throws IOException {
        try {
            return DocumentBuilderFactory.newDefaultInstance()
                    .newDocumentBuilder()
                    .parse(file.toFile());
        } catch (ParserConfigurationException | SAXException e) {
            throw new IOException("not pytest's report: " + file, e);
        }
    }
}
