package dev.sluice.provider.aws;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.api.crd.CrdFiles;
import dev.sluice.api.crd.CrdGenerator;
import dev.sluice.provider.aws.dynamodb.Table;
import dev.sluice.provider.aws.ec2.ElasticIp;
import dev.sluice.provider.aws.ec2.Instance;
import dev.sluice.provider.aws.ec2.InternetGateway;
import dev.sluice.provider.aws.ec2.NatGateway;
import dev.sluice.provider.aws.ec2.RouteTable;
import dev.sluice.provider.aws.ec2.SecurityGroup;
import dev.sluice.provider.aws.ec2.Subnet;
import dev.sluice.provider.aws.ec2.Vpc;
import dev.sluice.provider.aws.ec2.VpcEndpoint;
import dev.sluice.provider.aws.s3.Bucket;
import dev.sluice.provider.aws.sqs.Queue;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class CheckedInCrdsTest {

    @Test
    void the_crds_of_aws_are_what_the_java_types_say() {
        var crds = CrdGenerator.generate(List.of(
                ProviderConfig.class,
                Bucket.class,
                Queue.class,
                Table.class,
                Vpc.class,
                Subnet.class,
                InternetGateway.class,
                RouteTable.class,
                ElasticIp.class,
                NatGateway.class,
                SecurityGroup.class,
                VpcEndpoint.class,
                Instance.class));
        var files = new CrdFiles(
                Path.of("../../crds/yaml"),
                "./mvnw -pl providers/aws -am test -Dtest=CheckedInCrdsTest -Dsurefire.failIfNoSpecifiedTests=false -Dcrds.update=true");
        if (Boolean.getBoolean("crds.update")) {
            files.write(crds);
        }
        assertThat(files.stale(crds)).isEmpty();
    }
}
