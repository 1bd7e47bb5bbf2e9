// SPDX-License-Identifier: GPL-3.0-or-later
// Java's own HTTP client: it offers plain servers an upgrade to HTTP/2, and keeps a body back for
// ever until it is told to go on, over HTTP/2, too.
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

class Peer {
  static final int MANY = 200;
  static final String BODY = "{\"aps\":{\"alert\":\"Java\"}}";
  static String ready;
  static HttpClient client;

  /** The first text of that name in JSON. */
  static String find(String json, String name) {
    Matcher matcher = Pattern.compile("\"" + name + "\"\\s*:\\s*\"([^\"]*)\"").matcher(json);

    if (!matcher.find())
      throw new AssertionError(name + " is not in " + json);
    return matcher.group(1);
  }

  static String get(String name) {
    return find(ready, name);
  }

  static void check(Object got, Object wanted) {
    if (!wanted.equals(got))
      throw new AssertionError(got + " instead of " + wanted);
  }

  static HttpClient makeClient() throws Exception {
    KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
    TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
    SSLContext context = SSLContext.getInstance("TLS");

    store.load(null);
    try (var file = Files.newInputStream(Path.of(get("ca")))) {
      store.setCertificateEntry("ca", CertificateFactory.getInstance("X.509").generateCertificate(file));
    }
    trust.init(store);
    context.init(null, trust.getTrustManagers(), null);
    return HttpClient.newBuilder().sslContext(context).build();
  }

  static HttpRequest.Builder ask(String url, String token) {
    return HttpRequest.newBuilder(URI.create(url)).header("Authorization", "Bearer " + token)
        .header("Content-Type", "application/json").timeout(Duration.ofSeconds(60));
  }

  static HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
    return client.sendAsync(request.build(), BodyHandlers.ofString()).get(60, TimeUnit.SECONDS);
  }

  static String admin(String method, String path, BodyPublisher body) throws Exception {
    HttpResponse<String> answer =
        send(ask(get("http") + "/_herald/" + path, get("adminToken")).method(method, body));

    check(answer.statusCode() / 100, 2);
    return answer.body();
  }

  static HttpRequest.Builder account(BodyPublisher body) {
    return ask(get("http") + "/api/data/v9.2/accounts", get("bearer")).POST(body);
  }

  static void testDataverse() throws Exception {
    BodyPublisher whole = BodyPublishers.ofString("{\"name\":\"Java\"}");
    BodyPublisher chunks = BodyPublishers.ofInputStream(
        () -> new ByteArrayInputStream("{\"name\":\"Java in chunks\"}".getBytes()));

    for (HttpRequest.Builder request : List.of(account(whole), account(chunks),
        account(whole).expectContinue(true), account(chunks).expectContinue(true))) {
      HttpResponse<String> answer = send(request);
      String row = answer.headers().firstValue("OData-EntityId").orElseThrow();

      check(answer.version(), HttpClient.Version.HTTP_1_1);
      check(answer.statusCode(), 204);
      check(send(ask(row, get("bearer")).header("If-Match", "*")
          .method("PATCH", BodyPublishers.ofString("{\"telephone1\":\"1\"}"))).statusCode(), 204);
      check(find(send(ask(row, get("bearer"))).body(), "telephone1"), "1");
    }
    // Refused before the body is asked for.
    check(send(HttpRequest.newBuilder(URI.create(get("http") + "/api/data/v9.2/accounts"))
        .expectContinue(true).POST(whole)).statusCode(), 401);
  }

  static String signProvider() throws Exception {
    String pem = Files.readString(Path.of(get("apnsKey"))).replaceAll("-----[^-]+-----", "");
    PrivateKey key = KeyFactory.getInstance("EC")
        .generatePrivate(new PKCS8EncodedKeySpec(Base64.getMimeDecoder().decode(pem)));
    Function<byte[], String> encode = Base64.getUrlEncoder().withoutPadding()::encodeToString;
    String head = "{\"alg\":\"ES256\",\"kid\":\"" + get("keyId") + "\"}";
    String claims = "{\"iss\":\"" + get("teamId") + "\",\"iat\":" + System.currentTimeMillis() / 1000 + "}";
    String text = encode.apply(head.getBytes()) + "." + encode.apply(claims.getBytes());
    Signature signature = Signature.getInstance("SHA256withECDSAinP1363Format");

    signature.initSign(key);
    signature.update(text.getBytes());
    return text + "." + encode.apply(signature.sign());
  }

  static void testApns() throws Exception {
    String phone = admin("POST", "phones", BodyPublishers.ofString(
        "{\"platform\":\"ios\",\"bundleId\":\"" + get("bundleId") + "\"}"));
    HttpRequest.Builder push = HttpRequest
        .newBuilder(URI.create(get("h2") + "/3/device/" + find(phone, "token")))
        .header("authorization", "bearer " + signProvider()).header("apns-topic", get("bundleId"))
        .POST(BodyPublishers.ofString(BODY)).timeout(Duration.ofSeconds(60));
    HttpRequest request = push.build();
    List<CompletableFuture<String>> answers = Stream
        .generate(() -> client.sendAsync(request, BodyHandlers.ofString())
            .thenApply((answer) -> answer.version() + " " + answer.statusCode()))
        .limit(MANY).collect(Collectors.toList());

    for (CompletableFuture<String> answer : answers)
      check(answer.get(60, TimeUnit.SECONDS), "HTTP_2 200");
    check(send(push.expectContinue(true)).statusCode(), 200);
    check(send(push.expectContinue(true).POST(BodyPublishers.ofString("x".repeat(400000)))).statusCode(),
        413);
  }

  public static void main(String[] arguments) throws Exception {
    ready = Files.readString(Path.of(System.getenv("HERALD_READY")));
    client = makeClient();
    testDataverse();
    testApns();
  }
}
