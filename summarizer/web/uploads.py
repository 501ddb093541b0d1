"""Files come from uploads only: gradio would also fetch any web address that an API caller gives for a file."""

from __future__ import annotations

from typing import TypeVar

import gradio as gr
from gradio_client.utils import is_http_url_like

Component = TypeVar("Component", bound=gr.components.Component)


def uploads_only(component: Component) -> Component:
    """The component, which now refuses a web address in place of an uploaded file."""
    move = component.async_move_resource_to_block_cache

    async def move_upload(url_or_file_path):
        if url_or_file_path is not None and is_http_url_like(str(url_or_file_path)):
            raise gr.Error("这里只接受上传的文件，不会下载网址；请上传 PDF，或者填写 arXiv 编号。")
        return await move(url_or_file_path)

    component.async_move_resource_to_block_cache = move_upload
    return component
