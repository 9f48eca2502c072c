package datalab.lab.yaml.stream;

import datalab.lab.stream.EventStream;
import datalab.lab.stream.Field;
import datalab.lab.yaml.syntax.YamlValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The fields that refer to streams, noted while streams are read and checked once all have been. */
public final class ReferenceCheck {
    private record Referral(YamlValue named, String stream, Field.Type type) {}

    private final List<Referral> noted = new ArrayList<>();

    void note(YamlValue named, String stream, Field.Type type) {
        noted.add(new Referral(named, stream, type));
    }

    public void check(Map<String, DeclaredStream> streams) {
        for (Referral referral : noted) {
            DeclaredStream declared = streams.get(referral.stream());
            if (referral.named().oneOf(streams.keySet()) != null && declared != null) {
                check(referral, declared);
            }
        }
    }

    /** Whether events refer to those of a stream, so that it has to keep them. */
    public boolean isReferredTo(String stream) {
        return noted.stream().anyMatch(referral -> referral.stream().equals(stream));
    }

    private static void check(Referral referral, DeclaredStream declared) {
        EventStream stream = declared.stream();
        String expected =
                "a stream with one unique field, of the type " + FieldSection.name(referral.type()) + " as this field";
        if (declared.sound() && stream.unique().size() != 1) {
            referral.named().refuse("a stream with " + stream.unique().size() + " unique fields", expected);
        } else if (declared.sound()) {
            stream.field(stream.unique().getFirst())
                    .filter(field -> field.type() != referral.type())
                    .ifPresent(field -> referral.named()
                            .refuse(
                                    "a stream whose unique field is of the type " + FieldSection.name(field.type()),
                                    expected));
        }
    }
}
