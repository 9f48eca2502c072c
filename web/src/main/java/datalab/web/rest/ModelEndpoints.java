package datalab.web.rest;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.node.ObjectNode;
import datalab.access.AccessRole;
import datalab.http.HttpEndpoint;
import datalab.http.Permission;
import datalab.http.Request;
import datalab.http.Response;
import datalab.http.openapi.JsonSchema;
import datalab.http.openapi.Operation;
import datalab.http.openapi.OperationParameter;
import datalab.lab.Lab;
import datalab.lab.forecast.Model;
import datalab.lab.stream.Field;
import datalab.store.forecast.ModelLedger;
import datalab.store.forecast.ModelStatus;
import datalab.web.cache.QueryCost;
import datalab.web.format.JsonBytes;
import datalab.web.format.RowFormat;
import datalab.web.format.RowFormats;
import datalab.web.http.Answer;
import datalab.web.http.HttpProblem;
import datalab.web.query.LabCatalog;
import datalab.web.query.QueryParameters;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A lab's models: where their fits are, requests for another, and what they expect next. Thread-safe. */
final class ModelEndpoints {
    private static final String MODELS = "/labs/{lab}/models";

    private final LabCatalog catalog;
    private final RestResponder responder;
    private final ModelLedger models;
    private final ModelForecasts forecasts;

    ModelEndpoints(LabCatalog catalog, RestResponder responder, ModelLedger models, ModelForecasts forecasts) {
        this.catalog = catalog;
        this.responder = responder;
        this.models = models;
        this.forecasts = forecasts;
    }

    List<HttpEndpoint> all() {
        return List.of(
                HttpEndpoint.get(
                        MODELS,
                        Permission.to(AccessRole.READ),
                        this::models,
                        catalog.eachLab(lab -> Operation.ofLab(lab.name(), "models", "Where the models are")
                                .answers(200, "models", Operation.json(JsonSchema.object()))
                                .problems(400, 503))),
                HttpEndpoint.post(
                        MODELS + "/{model}/fit",
                        Permission.to(AccessRole.ADMIN),
                        this::fit,
                        ofModels(lab -> Operation.ofLab(lab.name(), "models_fit", "Have a model fitted anew")
                                .parameter(OperationParameter.path("model", names(lab)))
                                .answers(202, "the model, as it is before", Operation.json(JsonSchema.object()))
                                .problems(400, 404, 422, 503))),
                HttpEndpoint.get(
                        MODELS + "/{model}/forecast",
                        Permission.to(AccessRole.READ),
                        this::forecast,
                        ofModels(lab -> Operation.ofLab(
                                        lab.name(), "models_forecast", "What a model expects of the next slots")
                                .parameter(OperationParameter.path("model", names(lab)))
                                .parameters(ModelForecasts.PARAMETERS)
                                .answers(200, "slots in order", RowFormats.content(JsonSchema.object(), false))
                                .problems(400, 404, 422, 503))));
    }

    /** What is made of each lab that has a model to ask for. */
    private List<Operation> ofModels(Function<Lab, Operation> made) {
        return catalog.eachLab(Function.identity()).stream()
                .filter(lab -> !lab.models().isEmpty())
                .map(made)
                .toList();
    }

    private static ObjectNode names(Lab lab) {
        return JsonSchema.words(List.copyOf(lab.models().keySet()));
    }

    private void models(Request request, Response response) {
        Lab lab = catalog.lab(request.parameter("lab"));
        QueryParameters query = QueryParameters.of(request.query(), List.of());
        responder.document(
                request,
                response,
                query,
                () -> Answer.json(json(lab, List.copyOf(lab.models().values()))));
    }

    /** Answers at once; a process that runs batches begins within a second. */
    private void fit(Request request, Response response) {
        Lab lab = catalog.lab(request.parameter("lab"));
        Model model = model(lab, request.parameter("model"));
        QueryParameters.of(request.query(), List.of());
        if (model.isExternal()) {
            throw HttpProblem.of(
                    422,
                    "Nothing to fit",
                    "model " + model.name() + " is external: programs send its forecasts, and there is nothing to fit");
        }
        models.ask(model);
        response.status(202).header("Content-Type", "application/json").send(json(lab, List.of(model)));
    }

    private void forecast(Request request, Response response) {
        Lab lab = catalog.lab(request.parameter("lab"));
        Model model = model(lab, request.parameter("model"));
        QueryParameters query =
                QueryParameters.of(request.query(), OperationParameter.names(ModelForecasts.PARAMETERS));
        RowFormat format = RestResponder.format(request, query, false);
        responder.rows(
                request,
                response,
                query,
                new RestResponder.Rows<>(
                        format,
                        QueryCost.QUICK,
                        ModelForecasts.layout(query),
                        () -> forecasts.page(lab, model, query)));
    }

    private static Model model(Lab lab, String name) {
        Model model = lab.models().get(name);
        if (model == null) {
            throw HttpProblem.notFound("lab " + lab.name() + " has no model '" + name + "'; "
                    + (lab.models().isEmpty()
                            ? "there is none"
                            : "there is " + String.join(", ", lab.models().keySet())));
        }
        return model;
    }

    private byte[] json(Lab lab, List<Model> shown) {
        Map<String, ModelStatus> statuses = models.statuses(lab.models().values()).stream()
                .collect(Collectors.toMap(ModelStatus::model, Function.identity()));
        return JsonBytes.of(json -> {
            json.writeStartObject();
            json.writeArrayFieldStart("rows");
            for (Model model : shown) {
                write(json, lab, model, statuses.get(model.name()));
            }
            json.writeEndArray();
            json.writeNullField("after");
            json.writeEndObject();
        });
    }

    private static void write(JsonGenerator json, Lab lab, Model model, @Nullable ModelStatus status)
            throws IOException {
        json.writeStartObject();
        definition(json, lab, model);
        if (model.isExternal()) {
            json.writeNullField("keys"); // none has parameters
        } else {
            json.writeNumberField("keys", status == null ? 0 : status.keys());
        }
        time(json, "fitted", status == null ? null : status.fitted());
        time(json, "asked", status == null ? null : status.asked());
        time(json, "attempted", status == null ? null : status.attempted());
        json.writeStringField("error", status == null ? null : status.error());
        json.writeEndObject();
    }

    /** A model as lab.yaml has it, as members of an object. */
    static void definition(JsonGenerator json, Lab lab, Model model) throws IOException {
        Field value = Objects.requireNonNull(lab.streams().get(model.of()))
                .field(model.value())
                .orElseThrow();
        json.writeStringField("name", model.name());
        json.writeStringField("title", model.title());
        json.writeStringField("of", model.of());
        json.writeStringField("value", model.value());
        json.writeStringField("unit", value.unit());
        json.writeStringField("every", model.every().toString());
        json.writeStringField("method", model.methodName());
        json.writeArrayFieldStart("horizons");
        for (int steps : model.horizons()) {
            json.writeString(model.every().multipliedBy(steps).toString());
        }
        json.writeEndArray();
    }

    private static void time(JsonGenerator json, String name, @Nullable Instant time) throws IOException {
        json.writeStringField(name, time == null ? null : time.toString());
    }
}
