package dev.sluice.provider.field;

import static dev.sluice.provider.field.Sample.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.api.SecretKeyReference;
import dev.sluice.api.field.SecretValue;
import dev.sluice.api.field.Sensitive;
import java.util.List;
import org.junit.jupiter.api.Test;

class SecretReferencesTest {
    record Login(
            @Sensitive String password,
            String passwordVersion,

            @SecretValue(to = "password", version = "passwordVersion")
            SecretKeyReference passwordSecretRef,

            List<User> users) {}

    record User(
            String name,
            @Sensitive String token,

            @SecretValue(to = "token") SecretKeyReference tokenSecretRef) {}

    private static final FieldRules RULES = FieldRules.of(Login.class);
    private static final String BOTH =
            "{'passwordSecretRef':{'name':'a','key':'k'},'users':[{'name':'x'},{'name':'y','tokenSecretRef':{'name':'b','key':'l'}}]}";

    @Test
    void they_are_found_wherever_they_are_and_write_to_their_neighbours() {
        var desired = (ObjectNode) json(BOTH);

        var found = SecretReferences.in(desired, RULES);

        assertThat(found)
                .extracting(r -> r.path() + " " + r.secret() + "/" + r.key())
                .containsExactly("passwordSecretRef a/k", "users[1].tokenSecretRef b/l");
        found.forEach(r -> r.resolve("value of " + r.secret(), "digest of " + r.secret()));
        assertThat(desired.at("/password").asText()).isEqualTo("value of a");
        assertThat(desired.at("/passwordVersion").asText()).isEqualTo("digest of a");
        assertThat(desired.at("/users/1/token").asText()).isEqualTo("value of b");
        assertThat(desired.toString()).doesNotContain("digest of b");
    }

    @Test
    void one_that_is_not_set_is_none() {
        assertThat(SecretReferences.in((ObjectNode) json("{'passwordSecretRef':null}"), RULES))
                .isEmpty();
    }

    @Test
    void the_reference_itself_is_no_difference_and_is_not_presented() {
        var desired = json(BOTH);

        assertThat(Diff.between(json("{'users':[{'name':'x'},{'name':'y'}]}"), desired, RULES))
                .isEmpty();
        assertThat(Diff.presentable(desired, RULES)).isEqualTo(json("{'users':[{'name':'x'},{'name':'y'}]}"));
        assertThat(Diff.secretsHidden(desired, RULES)).isEqualTo(desired);
    }

    @Test
    void secret_values_are_known_wherever_they_are_and_no_others() {
        var desired = json("{'password':'p','passwordVersion':'v','users':[{'token':'t'},{'token':null}]}");

        assertThat(SecretReferences.values(desired, RULES)).containsExactlyInAnyOrder("p", "t");
        assertThat(SecretReferences.versions(RULES)).containsExactly("passwordVersion");
    }
}
