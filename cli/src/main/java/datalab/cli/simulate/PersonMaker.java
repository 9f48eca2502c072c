package datalab.cli.simulate;

import datalab.app.terminal.CommandFailed;
import datalab.cli.client.ServerClient;
import datalab.cli.simulate.pace.StopSignal;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;

/** Makes persons of the lab connections, each with the number that DataLab gives it. Not thread-safe. */
final class PersonMaker {
    private static final int AT_ONCE = 8;
    private static final List<String> FIRST = List.of(
            "Taco",
            "Ada",
            "Grace",
            "Alan",
            "Barbara",
            "Edsger",
            "Frances",
            "John",
            "Hedy",
            "Donald",
            "Radia",
            "Tim",
            "Mary",
            "Dennis",
            "Karen",
            "Ken",
            "Joan",
            "Linus",
            "Margaret",
            "Niklaus",
            "Shafi",
            "Tony",
            "Sophie",
            "Leslie");
    private static final List<String> LAST = List.of(
            "Fargo",
            "Shader",
            "Okafor",
            "Nguyen",
            "Rossi",
            "Garcia",
            "Tanaka",
            "Kovacs",
            "Silva",
            "Larsen",
            "Haddad",
            "Novak",
            "Mbeki",
            "Schmidt",
            "Dubois",
            "Kim",
            "Ivanova",
            "Yilmaz",
            "Sharma",
            "Jansen",
            "Murphy",
            "Costa",
            "Wang",
            "Lindqvist");
    private static final List<String> COMPANIES = List.of(
            "Alpha Omega Upholstery",
            "USDA",
            "Hypertext Hotels",
            "Blue Mesa Labs",
            "Rio Grande Rail",
            "Sandia Optics",
            "Cottonwood Press",
            "High Desert Data");

    private final ServerClient client;
    private final SplittableRandom random;
    private final StopSignal stop;

    PersonMaker(ServerClient client, long seed, StopSignal stop) {
        this.client = client;
        this.stop = stop;
        this.random = new SplittableRandom(seed);
    }

    /** Their numbers, 0 of those that were not made as it is to stop; {@link CommandFailed} where one is refused. */
    List<Long> make(int people) {
        List<Callable<Long>> posts = IntStream.range(0, people)
                .mapToObj(i -> person())
                .map(person -> (Callable<Long>) () -> stop.isAsked() ? 0 : post(person))
                .toList();
        try (ExecutorService senders = Executors.newFixedThreadPool(AT_ONCE)) {
            List<Future<Long>> ids = senders.invokeAll(posts);
            return ids.stream().map(PersonMaker::id).toList();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CommandFailed("interrupted", e);
        }
    }

    private String person() {
        return "{\"first_name\":\"" + one(FIRST) + "\",\"last_name\":\"" + one(LAST) + "\",\"company_name\":\""
                + one(COMPANIES) + "\"}";
    }

    private String one(List<String> names) {
        return names.get(random.nextInt(names.size()));
    }

    /** At the lab's own address: it answers when others can refer to the person. */
    private long post(String person) {
        HttpRequest request = client.request("api/persons")
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(person))
                .build();
        HttpResponse<String> answer = client.ask(request);
        long id = ServerClient.json(answer).path("id").asLong();
        if (answer.statusCode() != 201 || id < 1) {
            throw ServerClient.refused(answer);
        }
        return id;
    }

    private static long id(Future<Long> made) {
        try {
            return made.get();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof CommandFailed failed ? failed : new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CommandFailed("interrupted", e);
        }
    }
}
