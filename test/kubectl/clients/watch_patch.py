"""What a program with python3-kubernetes sees of the cluster of KUBECONFIG: one line of JSON for each thing."""

import json

from kubernetes import client, config, watch
from kubernetes.client.rest import ApiException


def say(what, value):
    print(json.dumps({"what": what, "value": value}), flush=True)


config.load_kube_config()
core = client.CoreV1Api()
apps = client.AppsV1Api()

say("version", client.VersionApi().get_code().minor)
say("nodes", [node.metadata.name for node in core.list_node().items])

core.create_namespace({"metadata": {"name": "snake"}})
labels = {"app": "web"}
container = client.V1Container(name="main", image="nginx:1.27")
template = client.V1PodTemplateSpec(metadata={"labels": labels}, spec=client.V1PodSpec(containers=[container]))
spec = client.V1DeploymentSpec(replicas=1, selector={"matchLabels": labels}, template=template)
# Its Pod may run before the watch begins, which hears of what came after this version.
version = core.list_namespaced_pod("snake").metadata.resource_version
apps.create_namespaced_deployment("snake", client.V1Deployment(metadata={"name": "web"}, spec=spec))

phases = []
stream = watch.Watch()
for event in stream.stream(core.list_namespaced_pod, "snake", resource_version=version, timeout_seconds=20):
    pod = event["object"]
    if pod.status.phase not in phases:
        phases.append(pod.status.phase)
    if pod.status.phase == "Running":
        stream.stop()
say("phases", phases)

patched = apps.patch_namespaced_deployment("web", "snake", {"spec": {"replicas": 3}})
say("patched", patched.spec.replicas)
say("scale", apps.read_namespaced_deployment_scale("web", "snake").spec.replicas)

stream = watch.Watch()
for event in stream.stream(apps.list_namespaced_deployment, "snake", timeout_seconds=20):
    if event["object"].status.ready_replicas == 3:
        stream.stop()
say("pods", len(core.list_namespaced_pod("snake", label_selector="app=web").items))

for what, call in {
    "missing": lambda: core.read_namespaced_pod("nothing", "snake"),
    "again": lambda: core.create_namespace({"metadata": {"name": "snake"}}),
    "invalid": lambda: core.create_namespace({"metadata": {"name": "Snake"}}),
}.items():
    try:
        call()
    except ApiException as error:
        say(what, [error.status, json.loads(error.body)["reason"]])

# It may be gone before the watch begins, which hears of what came after this version.
version = core.list_namespace().metadata.resource_version
core.delete_namespace("snake")
stream = watch.Watch()
for event in stream.stream(core.list_namespace, resource_version=version, timeout_seconds=60):
    if event["type"] == "DELETED":
        say("deleted", event["object"].metadata.name)
        stream.stop()
