package dev.sluice.provider.aws.lambda;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.provider.Adapter;
import dev.sluice.provider.Target;
import dev.sluice.provider.aws.KindConformance;
import dev.sluice.provider.aws.MotoQuery;
import dev.sluice.provider.aws.RecordDiff;
import dev.sluice.provider.aws.Wire;
import dev.sluice.provider.aws.Wish;
import dev.sluice.provider.aws.client.AwsSession;
import dev.sluice.provider.aws.lambda.Permission.Outputs;
import dev.sluice.provider.aws.lambda.Permission.Parameters;
import java.util.Map;
import org.junit.jupiter.api.Test;

public class PermissionAdapterTest extends KindConformance<Parameters, Outputs> {
    private static final String FUNCTION = "conformance-permissions";

    private final PermissionAdapter adapter = new PermissionAdapter();

    @Override
    protected void prerequisites() {
        var function = Wish.of(Function.Parameters.class, """
                {region: eu-west-1, roleArn: "%s", runtime: python3.13, handler: main.handler, code: {zipFile: UEsFBgAAAAAAAAAAAAAAAAAAAAAAAA==}}""".formatted(MotoQuery.role("conformance-permissions")));
        new FunctionAdapter().create(new Target<>(session, REGION, FUNCTION, function, OWNER));
    }

    @Override
    protected Adapter<Parameters, Outputs, AwsSession> adapter() {
        return adapter;
    }

    @Override
    protected Parameters complete() {
        return Wish.of(Parameters.class, """
                region: eu-west-1
                functionName: %s
                action: lambda:InvokeFunction
                principal: s3.amazonaws.com
                sourceArn: arn:aws:s3:::shop-uploads
                sourceAccount: "123456789012"
                """.formatted(FUNCTION));
    }

    @Override
    protected Parameters minimal() {
        return Wish.changed(complete(), "{sourceArn: null, sourceAccount: null}");
    }

    /** All of it is immutable. */
    @Override
    protected Parameters mutableOnly(Parameters wanted) {
        return complete();
    }

    @Override
    protected Map<String, Parameters> mutations() {
        return Map.of();
    }

    @Test
    void two_permissions_of_one_function_are_told_apart() {
        createAs(complete());
        var first = name;
        createAs(minimal());
        var other = new Target<>(session, REGION, first, complete(), OWNER);
        assertThat(RecordDiff.of(complete(), adapter.read(other).orElseThrow().parameters()))
                .isEmpty();
        adapter.delete(other);
        assertThat(adapter.read(target(minimal()))).isPresent();
    }

    @Test
    void a_permission_of_a_function_that_is_gone_is_gone() {
        var elsewhere = Wish.changed(complete(), "functionName: not-there");
        assertThat(adapter.read(target(elsewhere))).isEmpty();
        adapter.delete(target(elsewhere));
    }

    @Test
    void a_statement_of_aws_is_read_as_it_was_wished_for() {
        try (var wire = new Wire()) {
            wire.answers(200, """
                    {"Policy": "{\\"Version\\":\\"2012-10-17\\",\\"Id\\":\\"default\\",\\"Statement\\":[{\\"Sid\\":\\"url\\",\\"Effect\\":\\"Allow\\",\\"Principal\\":{\\"AWS\\":\\"arn:aws:iam::210987654321:root\\"},\\"Action\\":\\"lambda:InvokeFunctionUrl\\",\\"Resource\\":\\"arn\\",\\"Condition\\":{\\"StringEquals\\":{\\"lambda:FunctionUrlAuthType\\":\\"AWS_IAM\\",\\"aws:PrincipalOrgID\\":\\"o-abcdefghij\\"}}}]}"}""");
            var wanted = Wish.of(Parameters.class, """
                    region: eu-west-1
                    functionName: shop
                    qualifier: live
                    action: lambda:InvokeFunctionUrl
                    principal: "210987654321"
                    principalOrgId: o-abcdefghij
                    functionUrlAuthType: AWS_IAM
                    """);
            var observed = adapter.read(new Target<>(wire.session(), REGION, "url", wanted, OWNER))
                    .orElseThrow();
            assertThat(RecordDiff.of(wanted, observed.parameters())).isEmpty();
            assertThat(wire.requests()).singleElement().asString().contains("/functions/shop/policy?Qualifier=live");
        }
    }
}
