package dev.sluice.provider.aws.ec2;

import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ec2.model.DescribeIamInstanceProfileAssociationsResponse;
import software.amazon.awssdk.services.ec2.model.Filter;
import software.amazon.awssdk.services.ec2.model.IamInstanceProfileAssociation;

/** Which IAM instance profile an instance has: an association of its own, with an id of its own. */
final class InstanceProfiles {
    private InstanceProfiles() {}

    /** @param name null for none */
    static void set(Ec2 ec2, @Nullable String name) {
        var current = ec2.one(
                        "DescribeIamInstanceProfileAssociations",
                        c -> c.describeIamInstanceProfileAssociations(r -> r.filters(
                                filter("instance-id", ec2.id()), filter("state", "associating", "associated"))),
                        DescribeIamInstanceProfileAssociationsResponse::iamInstanceProfileAssociations)
                .map(IamInstanceProfileAssociation::associationId);
        if (name == null) {
            current.ifPresent(id -> ec2.call(
                    "DisassociateIamInstanceProfile", c -> c.disassociateIamInstanceProfile(r -> r.associationId(id))));
        } else if (current.isPresent()) {
            ec2.call(
                    "ReplaceIamInstanceProfileAssociation",
                    c -> c.replaceIamInstanceProfileAssociation(
                            r -> r.associationId(current.get()).iamInstanceProfile(p -> p.name(name))));
        } else {
            ec2.call(
                    "AssociateIamInstanceProfile",
                    c -> c.associateIamInstanceProfile(
                            r -> r.instanceId(ec2.id()).iamInstanceProfile(p -> p.name(name))));
        }
    }

    private static Filter filter(String name, String... values) {
        return Filter.builder().name(name).values(values).build();
    }
}
