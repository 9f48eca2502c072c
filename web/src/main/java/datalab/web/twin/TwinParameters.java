package datalab.web.twin;

import com.fasterxml.jackson.databind.node.ObjectNode;
import datalab.http.openapi.JsonSchema;
import datalab.http.openapi.OperationParameter;
import datalab.lab.Lab;
import datalab.lab.forecast.Model;
import datalab.lab.stream.EventStream;
import datalab.lab.stream.Field;
import datalab.web.http.HttpProblem;
import datalab.web.query.FieldParameters;
import datalab.web.query.KnownParameters;
import datalab.web.query.PageParameters;
import datalab.web.query.QueryParameters;
import datalab.web.query.TimeParameters;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Parses the parameters of a twin. A parameter that is not valid is an {@link HttpProblem} that names the valid values. */
final class TwinParameters {
    private static final String OF = "of";
    private static final String VALUE = "value";
    private static final String MODEL = "model";
    private static final String KIND = "kind";
    private static final String HORIZON = "horizon";
    private static final List<String> ONCE = List.of("from", "to", OF, VALUE, HORIZON, "format");
    private static final List<String> REPEATED = List.of(MODEL, TwinQuestion.SCENARIO, KIND);

    static final KnownParameters KNOWN = new KnownParameters(ONCE, REPEATED);

    private TwinParameters() {}

    /** As the document has them, of a lab with models; scenarios only where a stream can tell them apart. */
    static List<OperationParameter> of(Lab lab) {
        Collection<Model> models = lab.models().values();
        boolean haveScenarios = models.stream()
                .map(model -> Objects.requireNonNull(lab.streams().get(model.of())))
                .anyMatch(stream -> TwinQuestion.scenarioIndex(stream) >= 0);
        List<OperationParameter> all = new ArrayList<>(of(models));
        if (haveScenarios) {
            all.add(OperationParameter.query(
                    TwinQuestion.SCENARIO, "only these scenarios", JsonSchema.arrayOf(JsonSchema.text())));
        }
        return all;
    }

    private static List<OperationParameter> of(Collection<Model> models) {
        return List.of(
                PageParameters.FROM,
                PageParameters.TO,
                OperationParameter.query(
                        OF, "the stream; the first model's where it is left out", words(models, Model::of)),
                OperationParameter.query(
                        VALUE, "its field; the first model's where it is left out", words(models, Model::value)),
                OperationParameter.query(MODEL, "only these models", JsonSchema.arrayOf(words(models, Model::name))),
                OperationParameter.query(
                        KIND, "only rows of these kinds", JsonSchema.arrayOf(JsonSchema.words(TwinKind.texts()))),
                OperationParameter.query(
                        HORIZON,
                        "how long before modelled values were expected, one of a model's horizons such as 24h; the shortest of"
                                + " each where it is left out",
                        JsonSchema.someText()),
                PageParameters.format(false));
    }

    private static ObjectNode words(Collection<Model> models, Function<Model, String> word) {
        return JsonSchema.words(distinct(models, word));
    }

    static TwinQuestion parse(Lab lab, String key, QueryParameters query, Clock clock) {
        List<Model> models = models(lab, query);
        EventStream stream = Objects.requireNonNull(
                lab.streams().get(models.getFirst().of()), "labs are checked when they are read");
        TimeParameters times = new TimeParameters(stream, clock);
        return new TwinQuestion(
                lab,
                stream,
                stream.field(models.getFirst().value()).orElseThrow(),
                key(stream, key, times),
                models,
                kinds(query),
                scenarios(stream, query),
                horizon(models, query),
                query.time("from", times),
                query.time("to", times));
    }

    private static List<Model> models(Lab lab, QueryParameters query) {
        List<String> named = query.all(MODEL);
        named.forEach(name -> requireKnown(MODEL, name, lab.models().keySet()));
        List<Model> possible = lab.models().values().stream()
                .filter(model -> named.isEmpty() || named.contains(model.name()))
                .toList();
        String of = query.word(OF, possible.getFirst().of(), distinct(possible, Model::of));
        List<Model> ofStream =
                possible.stream().filter(model -> model.of().equals(of)).toList();
        String value = query.word(VALUE, ofStream.getFirst().value(), distinct(ofStream, Model::value));
        List<Model> models =
                ofStream.stream().filter(model -> model.value().equals(value)).toList();
        if (!named.isEmpty() && models.size() < possible.size()) {
            throw HttpProblem.badRequest("models " + String.join(", ", distinct(possible, Model::name))
                    + " are not of one field of one stream; ask for those of one");
        }
        return models;
    }

    private static Object key(EventStream stream, String key, TimeParameters times) {
        Field field = stream.field(Objects.requireNonNull(stream.key(), "models are of streams with a key"))
                .orElseThrow();
        return FieldParameters.parse(field, key, times);
    }

    private static Set<TwinKind> kinds(QueryParameters query) {
        List<String> named = query.all(KIND);
        named.forEach(name -> requireKnown(KIND, name, TwinKind.texts()));
        EnumSet<TwinKind> kinds = EnumSet.allOf(TwinKind.class);
        kinds.removeIf(kind -> !named.isEmpty() && !named.contains(kind.text()));
        return kinds;
    }

    private static Set<String> scenarios(EventStream stream, QueryParameters query) {
        List<String> named = query.all(TwinQuestion.SCENARIO);
        if (!named.isEmpty() && TwinQuestion.scenarioIndex(stream) < 0) {
            throw HttpProblem.badRequest("stream " + stream.name()
                    + " declares no field scenario of type string, by which" + " scenarios are told apart");
        }
        return Set.copyOf(named);
    }

    private static @Nullable Duration horizon(List<Model> models, QueryParameters query) {
        Duration horizon = query.duration(HORIZON, null);
        List<Duration> scored = models.stream()
                .flatMap(model -> model.horizons().stream().map(model.every()::multipliedBy))
                .distinct()
                .sorted()
                .toList();
        if (horizon != null && !scored.contains(horizon)) {
            throw HttpProblem.badRequest("no model here is scored " + horizon + " ahead, but "
                    + String.join(", ", scored.stream().map(Duration::toString).toList()));
        }
        return horizon;
    }

    private static void requireKnown(String parameter, String given, Collection<String> known) {
        if (!known.contains(given)) {
            throw HttpProblem.badRequest(parameter + " is '" + given + "', expected " + String.join(" or ", known));
        }
    }

    private static List<String> distinct(Collection<Model> models, Function<Model, String> name) {
        return models.stream().map(name).distinct().toList();
    }
}
