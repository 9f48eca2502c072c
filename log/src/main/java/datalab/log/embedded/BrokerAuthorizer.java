package datalab.log.embedded;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.common.Endpoint;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclBindingFilter;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.errors.InvalidRequestException;
import org.apache.kafka.common.resource.ResourceType;
import org.apache.kafka.server.authorizer.AclCreateResult;
import org.apache.kafka.server.authorizer.AclDeleteResult;
import org.apache.kafka.server.authorizer.Action;
import org.apache.kafka.server.authorizer.AuthorizableRequestContext;
import org.apache.kafka.server.authorizer.AuthorizationResult;
import org.apache.kafka.server.authorizer.Authorizer;
import org.apache.kafka.server.authorizer.AuthorizerServerInfo;
import org.jspecify.annotations.Nullable;

/**
 * DataLab itself may do everything. Others may read topics as {@link BrokerLogins} says, in consumer groups that begin with their
 * user name, so that nobody takes the partitions of somebody else; they write nothing, as events come in by the door alone.
 * Kafka makes it, by its name.
 */
public final class BrokerAuthorizer implements Authorizer {
    private @Nullable BrokerLogins logins;

    @Override
    public void configure(Map<String, ?> settings) {
        logins = BrokerLogins.of(settings);
    }

    @Override
    public Map<Endpoint, ? extends CompletionStage<Void>> start(AuthorizerServerInfo server) {
        return server.endpoints().stream()
                .collect(Collectors.toMap(
                        Function.identity(), endpoint -> CompletableFuture.<Void>completedFuture(null)));
    }

    @Override
    public List<AuthorizationResult> authorize(AuthorizableRequestContext context, List<Action> actions) {
        String user = context.principal().getName();
        return actions.stream().map(action -> result(isAllowed(user, action))).toList();
    }

    private boolean isAllowed(String user, Action action) {
        if (user.equals(BrokerLogins.USER)) {
            return true;
        }
        AclOperation operation = action.operation();
        if (operation != AclOperation.READ && operation != AclOperation.DESCRIBE) {
            return false;
        }
        String name = action.resourcePattern().name();
        return switch (action.resourcePattern().resourceType()) {
            case TOPIC -> logins != null && logins.mayRead(user, name);
            case GROUP -> name.equals(user) || name.startsWith(user + "-");
            default -> false;
        };
    }

    @Override
    public AuthorizationResult authorizeByResourceType(
            AuthorizableRequestContext context, AclOperation operation, ResourceType type) {
        return result(context.principal().getName().equals(BrokerLogins.USER));
    }

    private static AuthorizationResult result(boolean isAllowed) {
        return isAllowed ? AuthorizationResult.ALLOWED : AuthorizationResult.DENIED;
    }

    @Override
    public List<? extends CompletionStage<AclCreateResult>> createAcls(
            AuthorizableRequestContext context, List<AclBinding> bindings) {
        return bindings.stream()
                .map(binding -> CompletableFuture.completedFuture(new AclCreateResult(noAcls())))
                .toList();
    }

    @Override
    public List<? extends CompletionStage<AclDeleteResult>> deleteAcls(
            AuthorizableRequestContext context, List<AclBindingFilter> filters) {
        return filters.stream()
                .map(filter -> CompletableFuture.completedFuture(new AclDeleteResult(noAcls())))
                .toList();
    }

    private static InvalidRequestException noAcls() {
        return new InvalidRequestException("DataLab's tokens say who may read; there are no ACLs");
    }

    @Override
    public Iterable<AclBinding> acls(AclBindingFilter filter) {
        return List.of();
    }

    @Override
    public void close() {}
}
