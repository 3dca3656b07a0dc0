import java.io.FileInputStream;
import java.util.TreeSet;
import org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider;
import org.verapdf.pdfa.Foundries;
import org.verapdf.pdfa.PDFAParser;
import org.verapdf.pdfa.PDFAValidator;
import org.verapdf.pdfa.flavours.PDFAFlavour;
import org.verapdf.pdfa.results.TestAssertion;
import org.verapdf.pdfa.results.ValidationResult;

/** Asks the veraPDF engine whether each file is PDF/A-3b, and names the rules that it breaks where it is not. */
final class Check {
    public static void main(String[] files) throws Exception {
        VeraGreenfieldFoundryProvider.initialise();
        int broken = 0;
        for (String file : files) {
            TreeSet<String> rules = broken(file);
            if (!rules.isEmpty()) {
                broken++;
                System.out.println(file + ": " + String.join("; ", rules));
            }
        }
        System.out.println((files.length - broken) + " passed, " + broken + " failed");
        System.exit(broken == 0 ? 0 : 1);
    }

    private static TreeSet<String> broken(String file) throws Exception {
        PDFAFlavour flavour = PDFAFlavour.PDFA_3_B;
        TreeSet<String> rules = new TreeSet<>();
        try (FileInputStream stream = new FileInputStream(file);
                PDFAParser parser = Foundries.defaultInstance().createParser(stream, flavour);
                PDFAValidator validator = Foundries.defaultInstance().createValidator(flavour, false)) {
            ValidationResult result = validator.validate(parser);
            for (TestAssertion assertion : result.getTestAssertions()) {
                if (assertion.getStatus() == TestAssertion.Status.FAILED) {
                    rules.add(assertion.getRuleId().getClause() + "-" + assertion.getRuleId().getTestNumber() + " "
                            + assertion.getMessage());
                }
            }
            if (!result.isCompliant() && rules.isEmpty()) {
                rules.add("not compliant");
            }
        }
        return rules;
    }
}
