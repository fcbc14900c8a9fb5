package org.sociallogin.datacenter;

import org.sociallogin.core.SocialLoginPort;
import org.sociallogin.testkit.Example;
import org.sociallogin.testkit.ProviderStub;
import org.sociallogin.testkit.SocialLoginPortContract;

class DatacenterContractTest extends SocialLoginPortContract {

  @Override
  protected SocialLoginPort port(ProviderStub server) {
    var context = Stand.registered(server, CLIENT_ID, CLIENT_SECRET);
    return closedAtTheEnd(context).getBean(SocialLoginPort.class);
  }

  @Override
  protected Example example() {
    return Example.of(Stand.TOKEN, Stand.USERS, Stand.FOUND, "/values/1/id")
        .withEmail("/values/1/emailAddress")
        .withFurther(Stand.PROPERTIES, Stand.ITS_PROPERTIES);
  }
}
