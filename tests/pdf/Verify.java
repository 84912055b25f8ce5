import java.io.File;
import java.util.Set;
import java.util.TreeSet;
import org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider;
import org.verapdf.pdfa.Foundries;
import org.verapdf.pdfa.PDFAParser;
import org.verapdf.pdfa.PDFAValidator;
import org.verapdf.pdfa.flavours.PDFAFlavour;
import org.verapdf.pdfa.results.TestAssertion;
import org.verapdf.pdfa.results.ValidationResult;

/**
 * Checks every file against every flavour with veraPDF, in one virtual machine.
 *
 * <p>Usage: java -cp JARS Verify.java 2a,ua1 FILE... Prints per file and flavour one line
 * {@code RESULT flavour file compliant}, then a line {@code RULE clause: message} per broken rule.
 */
public class Verify {
  public static void main(String[] arguments) throws Exception {
    VeraGreenfieldFoundryProvider.initialise();
    for (int i = 1; i < arguments.length; i++) {
      for (String name : arguments[0].split(",")) {
        check(new File(arguments[i]), PDFAFlavour.fromString(name));
      }
    }
  }

  private static void check(File file, PDFAFlavour flavour) throws Exception {
    try (PDFAParser parser = Foundries.defaultInstance().createParser(file, flavour);
        PDFAValidator validator =
            Foundries.defaultInstance().createValidator(flavour, 500, false, false, false)) {
      ValidationResult result = validator.validate(parser);
      System.out.println(
          "RESULT\t" + flavour.getId() + "\t" + file + "\t" + result.isCompliant());
      Set<String> broken = new TreeSet<>();
      for (TestAssertion test : result.getTestAssertions()) {
        if (test.getStatus() == TestAssertion.Status.FAILED) {
          broken.add(test.getRuleId().getClause() + ": " + test.getMessage());
        }
      }
      for (String rule : broken) {
        System.out.println("RULE\t" + rule.replaceAll("\\s+", " "));
      }
    }
  }
}
