package datalab.testkit;

import datalab.testkit.oidc.DexServer;
import datalab.testkit.python.NotebookPython;
import datalab.testkit.python.PythonTables;
import datalab.testkit.python.Statsmodels;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.platform.commons.support.AnnotationSupport;

/** Looks at the machine before a test that {@link Needs} something of it. */
final class NeedsMet implements ExecutionCondition {

    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
        List<Needs.Part> missing = AnnotationSupport.findAnnotation(context.getElement(), Needs.class).stream()
                .flatMap(needs -> Stream.of(needs.value()))
                .filter(part -> !isThere(part))
                .toList();
        if (missing.isEmpty()) {
            return ConditionEvaluationResult.enabled("all that is needed is there");
        }
        String why = missing.stream().map(Needs.Part::missing).collect(Collectors.joining(", "));
        if ("1".equals(System.getenv("DATALAB_TEST_ALL"))) {
            throw new AssertionError(why + ", and DATALAB_TEST_ALL is 1");
        }
        return ConditionEvaluationResult.disabled(why);
    }

    private static boolean isThere(Needs.Part part) {
        return switch (part) {
            case CASSANDRA -> CassandraServer.isInstalled();
            case CHROMIUM -> InstalledPrograms.chromium().isPresent();
            case CURL -> InstalledPrograms.find("curl").isPresent();
            case DEX -> DexServer.isBuilt();
            case FERRETDB -> FerretDb.isBuilt();
            case GRAFANA_MODEL -> InstalledPrograms.grafanaModel().isPresent();
            case GRPCURL -> InstalledPrograms.grpcurl().isPresent();
            case MARIADB -> MariaDbServer.isInstalled();
            case MOSQUITTO -> Mosquitto.isInstalled();
            case MOSQUITTO_PUB -> InstalledPrograms.find("mosquitto_pub").isPresent();
            case NGINX -> InstalledPrograms.find("nginx").isPresent();
            case NOTEBOOK -> NotebookPython.isMade();
            case OGRINFO -> InstalledPrograms.find("ogrinfo").isPresent();
            case OPENAPI_TOOLS -> OpenApiTools.isInstalled();
            case OPENSSL -> InstalledPrograms.find("openssl").isPresent();
            case POSTGIS -> PostgisServer.isInstalled();
            case PSQL -> InstalledPrograms.find("psql").isPresent();
            case PYARROW -> PythonTables.isInstalled();
            case PYTHON -> InstalledPrograms.find("python3").isPresent();
            case REDIS -> RedisServer.isInstalled();
            case RSCRIPT -> InstalledPrograms.find("Rscript").isPresent();
            case SCRIPT -> InstalledPrograms.find("script").isPresent();
            case SSLSCAN -> InstalledPrograms.find("sslscan").isPresent();
            case STATSMODELS -> Statsmodels.isInstalled();
        };
    }
}
