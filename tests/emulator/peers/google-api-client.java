// SPDX-License-Identifier: GPL-3.0-or-later
// Google's own library for Java as the generated clients of its services use it: bodies are packed.
import com.google.api.client.googleapis.auth.oauth2.GoogleCredential;
import com.google.api.client.googleapis.json.GoogleJsonResponseException;
import com.google.api.client.googleapis.services.json.AbstractGoogleJsonClient;
import com.google.api.client.googleapis.services.json.AbstractGoogleJsonClientRequest;
import com.google.api.client.http.HttpRequestInitializer;
import com.google.api.client.http.HttpTransport;
import com.google.api.client.http.javanet.NetHttpTransport;
import com.google.api.client.json.JsonFactory;
import com.google.api.client.json.gson.GsonFactory;
import com.google.api.client.util.Key;
import java.io.ByteArrayInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

class Peer {
  static final String SCOPE = "https://www.googleapis.com/auth/firebase.messaging";

  /** What a generator makes of FCM's description. */
  static class Fcm extends AbstractGoogleJsonClient {
    static class Builder extends AbstractGoogleJsonClient.Builder {
      Builder(HttpTransport transport, JsonFactory json, String root, HttpRequestInitializer initializer) {
        super(transport, json, root, "", initializer, false);
        setApplicationName("peer");
      }

      @Override
      public Fcm build() {
        return new Fcm(this);
      }
    }

    Fcm(Builder builder) {
      super(builder);
    }
  }

  @SuppressWarnings("rawtypes")
  static class Send extends AbstractGoogleJsonClientRequest<Map> {
    @Key public String project;

    Send(Fcm client, String project, Map<String, Object> message) {
      super(client, "POST", "v1/projects/{project}/messages:send", Map.of("message", message), Map.class);
      this.project = project;
    }
  }

  static String get(String ready, String name) {
    Matcher matcher = Pattern.compile("\"" + name + "\": *\"([^\"]*)\"").matcher(ready);

    if (!matcher.find())
      throw new AssertionError(name);
    return matcher.group(1);
  }

  static void check(boolean holds, Object shown) {
    if (!holds)
      throw new AssertionError(shown);
  }

  public static void main(String[] arguments) throws Exception {
    String ready = Files.readString(Path.of(System.getenv("HERALD_READY")));
    String account = Files.readString(Path.of(get(ready, "serviceAccount")))
        .replace("https://oauth2.googleapis.com/token", get(ready, "https") + "/token");
    String project = get(ready, "projectId");
    HttpTransport transport = new NetHttpTransport.Builder()
        .trustCertificatesFromStream(Files.newInputStream(Path.of(get(ready, "ca")))).build();
    GoogleCredential credential = GoogleCredential
        .fromStream(new ByteArrayInputStream(account.getBytes()), transport, new GsonFactory())
        .createScoped(List.of(SCOPE));
    Fcm fcm = new Fcm.Builder(transport, new GsonFactory(), get(ready, "https") + "/", credential).build();
    Map<String, Object> message = Map.of("topic", "news", "notification", Map.of("title", "Grüße"));

    for (boolean plain : new boolean[] { false, true }) {
      Send send = new Send(fcm, project, message);
      Object name = ((Send) send.setDisableGZipContent(plain)).execute().get("name");

      check(name.toString().startsWith("projects/" + project + "/messages/"), name);
    }
    try {
      new Send(fcm, project, Map.of("token", "nobody")).execute();
      throw new AssertionError("A token that is none was taken.");
    } catch (GoogleJsonResponseException error) {
      check(error.getStatusCode() == 400, error);
      check(error.getDetails().getMessage().contains("not a valid FCM registration token"), error);
    }
  }
}
